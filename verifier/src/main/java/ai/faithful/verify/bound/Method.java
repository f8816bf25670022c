package ai.faithful.verify.bound;

import java.util.List;
import java.util.Locale;

/**
 * How bounds are computed, each never looser than interval arithmetic: results are intersected with
 * its.
 */
public enum Method {
  /** Interval arithmetic: fast and loose. */
  IBP,
  /** Affine bounds of each value in the input, node after node (Xu et al. 2020, forward mode). */
  FORWARD,
  /** Interval bounds of hidden values; one backward pass for what is asked (Zhang et al. 2020). */
  CROWN_IBP,
  /** Backward passes for undecided hidden values too, layer by layer (Zhang et al. 2018). */
  CROWN,
  /** CROWN, and slopes that are searched for each row of each layer (Xu et al. 2021). */
  ALPHA_CROWN;

  /** As written in results and on command lines. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether slopes are searched. */
  public boolean searches() {
    return this == ALPHA_CROWN;
  }

  /**
   * The methods without a search whose results are to be intersected for this one's to be no looser
   * than theirs: tighter hidden bounds may turn the line below a ReLU the wrong way.
   */
  public List<Method> fixed() {
    return refines() ? List.of(CROWN_IBP, CROWN) : List.of(this);
  }

  /** Whether hidden values are bounded by backward passes. */
  public boolean refines() {
    return this == CROWN || this == ALPHA_CROWN;
  }
}
