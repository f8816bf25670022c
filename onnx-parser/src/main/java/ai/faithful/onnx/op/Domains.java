package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.OperatorSetIdProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Operator domains and the versions that are imported of them. */
public final class Domains {
  /** The standard operators. */
  static final String STANDARD = "";

  private Domains() {}

  /** The name a domain goes by here: the standard one has two. */
  static String normal(String domain) {
    return domain.equals("ai.onnx") ? STANDARD : domain;
  }

  /** What a message calls a domain. */
  static String shown(String domain) {
    return normal(domain).isEmpty() ? "ai.onnx" : Text.clip(domain);
  }

  /**
   * Versions by domain, the standard one as "". Importing a domain twice is unusual, with two
   * versions it is invalid.
   *
   * @param where for messages: "", or the function that imports
   */
  public static Map<String, Long> versions(
      List<OperatorSetIdProto> imports, String where, List<String> warnings, List<String> invalid) {
    Map<String, Long> opsets = new LinkedHashMap<>();
    for (OperatorSetIdProto id : imports) {
      Long before = opsets.put(normal(id.getDomain()), id.getVersion());
      if (before != null) {
        String domain = shown(id.getDomain());
        if (before == id.getVersion()) {
          warnings.add(where + "the operator set of " + domain + " is imported twice");
        } else {
          invalid.add(
              where
                  + "imports "
                  + domain
                  + " as both version "
                  + before
                  + " and "
                  + id.getVersion());
        }
      }
    }
    return opsets;
  }
}
