"""Draws seconds against a quantity, from the JSON lines of the benchmarks, as an SVG.

    python plot.py count < results.jsonl > images.svg
"""

import json
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 480, 300, 60, 40, 20


def main():
    key = sys.argv[1]
    series = {}
    for line in sys.stdin:
        run = json.loads(line)
        series.setdefault((run["tool"], run["method"]), []).append((run[key], run["processor"]))
    points = [p for own in series.values() for p in own]
    most_x, most_y = max(x for x, _ in points), max(y for _, y in points)

    def place(x, y):
        across = LEFT + (WIDTH - LEFT - 20) * x / most_x
        down = HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * y / most_y
        return f"{across:.1f},{down:.1f}"

    style = 'font-family="sans-serif" font-size="12"'
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {style}>')
    print(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>')
    axes = f"{place(0, most_y)} {place(0, 0)} {place(most_x, 0)}"
    print(f'<polyline points="{axes}" fill="none" stroke="black"/>')
    for color, ((tool, method), own) in zip(("#0072b2", "#d55e00", "#009e73"), sorted(series.items())):
        own.sort()
        line = " ".join(place(x, y) for x, y in own)
        print(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        for x, y in own:
            a, d = place(x, y).split(",")
            print(f'<circle cx="{a}" cy="{d}" r="3" fill="{color}"/>')
            print(f'<text x="{a}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{x}</text>')
        a, d = place(*own[-1]).split(",")
        print(f'<text x="{a}" y="{float(d) - 8}" text-anchor="end" fill="{color}">{tool} {method}</text>')
    print(f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">{key}</text>')
    print(f'<text x="8" y="{TOP}">{most_y:.2g} s</text>')
    print("</svg>")


if __name__ == "__main__":
    main()
