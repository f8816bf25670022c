package ai.faithful.ir;

/**
 * A graph's input.
 *
 * @param name the value's name
 * @param shape its static shape; a symbolic batch axis has been fixed to 1
 */
public record Input(String name, Shape shape) {}
