package ai.faithful.onnx.tensor;

import ai.faithful.ir.Tensor;

/**
 * A tensor of a file: its exact elements and the type they were stored as.
 *
 * @param name may be empty
 * @param type as stored; {@code tensor} widens it without loss
 */
public record Decoded(String name, DataType type, Tensor tensor) {}
