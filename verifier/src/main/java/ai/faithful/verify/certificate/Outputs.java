package ai.faithful.verify.certificate;

/**
 * What ONNX Runtime computes for one input.
 *
 * @param teacher the teacher's outputs as they are
 * @param student the student's
 * @param teacherConfidences the confidences that they state or imply
 * @param studentConfidences likewise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outputs(
    double[] teacher, double[] student, double[] teacherConfidences, double[] studentConfidences) {}
