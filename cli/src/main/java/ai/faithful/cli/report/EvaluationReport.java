package ai.faithful.cli.report;

import ai.faithful.training.evaluate.Evaluation;
import ai.faithful.verify.certificate.Summary;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation with what a reader needs to know of it.
 *
 * @param teacher the teacher's file
 * @param teacherDigest its sha256
 * @param student the student's file
 * @param studentDigest its sha256
 * @param data what was evaluated on
 * @param certified brackets of the first images over the same balls, if asked for
 */
public record EvaluationReport(
    String toolVersion,
    String teacher,
    String teacherDigest,
    String student,
    String studentDigest,
    String data,
    Evaluation evaluation,
    @Nullable Summary certified) {}
