package ai.faithful.verify.rule;

import java.util.Optional;

/** What the analyses know about an operator. */
public sealed interface Rule permits LinearRule, ActivationRule, PlaneRule {
  /** Why this rule cannot treat a node, if it cannot. */
  default Optional<String> refusal(Site site) {
    return Optional.empty();
  }
}
