"""Draws seconds against a quantity on logarithmic axes, from the JSON lines of the benchmarks, as an SVG.

    python plot.py count < results.jsonl > images.svg

The dashed line has slope 1: time in proportion to the quantity.
"""

import json
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TOP = 480, 300, 60, 90, 46, 20


def main():
    key = sys.argv[1]
    series = {}
    for line in sys.stdin:
        run = json.loads(line)
        series.setdefault(run["method"], []).append((run[key], run["seconds"]))
    points = [p for own in series.values() for p in own]
    low_x, high_x = (math.log10(f(x for x, _ in points)) for f in (min, max))
    low_y = math.floor(math.log10(min(y for _, y in points)))
    high_y = math.ceil(math.log10(max(y for _, y in points)))

    def place(x, y):
        across = (math.log10(x) - low_x) / (high_x - low_x)
        up = (math.log10(y) - low_y) / (high_y - low_y)
        return LEFT + (WIDTH - LEFT - RIGHT) * across, HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * up

    def polyline(path, style):
        print(f'<polyline points="{" ".join(f"{a:.1f},{d:.1f}" for a, d in path)}" fill="none" {style}/>')

    style = 'font-family="sans-serif" font-size="12"'
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {style}>')
    print(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>')
    least, most = 10**low_x, 10**high_x
    for decade in range(low_y, high_y + 1):
        polyline([place(least, 10**decade), place(most, 10**decade)], 'stroke="#dddddd"')
        print(f'<text x="{LEFT - 6}" y="{place(least, 10**decade)[1] + 4:.1f}" text-anchor="end">{10**decade:g} s</text>')
    for x in sorted({x for x, _ in points}):
        print(f'<text x="{place(x, 10**low_y)[0]:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{x}</text>')
    for color, (method, own) in zip(("#0072b2", "#d55e00", "#009e73"), sorted(series.items())):
        own.sort()
        polyline([place(x, y) for x, y in own], f'stroke="{color}" stroke-width="2"')
        for x, y in own:
            a, d = place(x, y)
            print(f'<circle cx="{a:.1f}" cy="{d:.1f}" r="3" fill="{color}"/>')
        a, d = place(*own[-1])
        print(f'<text x="{a + 8:.1f}" y="{d + 4:.1f}" fill="{color}">{method}</text>')
        end = own[-1][1]
        start = max(least, most * 10**low_y / end)
        polyline([place(start, end * start / most), place(most, end)], f'stroke="{color}" stroke-dasharray="3 4"')
    print(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{key}</text>')
    print("</svg>")


if __name__ == "__main__":
    main()
