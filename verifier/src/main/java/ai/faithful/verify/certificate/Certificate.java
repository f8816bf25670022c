package ai.faithful.verify.certificate;

import java.util.List;

/**
 * All answers to one question.
 *
 * @param examples in the order asked
 * @param summary of them
 */
public record Certificate(List<ExampleResult> examples, Summary summary) {
  public Certificate {
    examples = List.copyOf(examples);
  }
}
