package ai.faithful.cli.report;

import ai.faithful.verify.certificate.Certificate;
import ai.faithful.verify.certificate.CertifySettings;
import ai.faithful.verify.certificate.ModelPair;

/**
 * Everything that a report of a certification shows.
 *
 * @param toolVersion of this program
 * @param pair what was certified
 * @param settings what was asked
 * @param data the data set and split that the examples are from
 * @param certificate the answers
 */
public record CertificateReport(
    String toolVersion,
    ModelPair pair,
    CertifySettings settings,
    String data,
    Certificate certificate) {

  /**
   * The regions in words, to follow "every input".
   *
   * @param example what an example is called
   */
  String region(String example) {
    return settings.around().words(example);
  }
}
