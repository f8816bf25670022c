package ai.faithful.cli.report;

import ai.faithful.verify.certificate.PairedModel;
import ai.faithful.verify.certificate.RobustCertificate;
import ai.faithful.verify.certificate.RobustSettings;

/**
 * Everything that a report on robustness shows.
 *
 * @param toolVersion of this program
 * @param model what was certified
 * @param settings what was asked
 * @param data the data set and split that the examples are from
 * @param certificate the answers
 */
public record RobustReport(
    String toolVersion,
    PairedModel model,
    RobustSettings settings,
    String data,
    RobustCertificate certificate) {}
