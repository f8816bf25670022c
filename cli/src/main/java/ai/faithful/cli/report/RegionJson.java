package ai.faithful.cli.report;

import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.Neighbourhood;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The regions of a question: "norm", "epsilon", "domain", and "region" in words. */
final class RegionJson {
  private RegionJson() {}

  static void write(JsonWriter json, Neighbourhood around) throws IOException {
    json.name("norm").value(around.norm());
    json.name("epsilon").value(around.epsilon().map(RegionJson::number).orElse(null));
    json.name("domain");
    if (around.domain().isEmpty()) {
      json.nullValue();
    } else {
      json.beginArray();
      json.value(around.domain().get().lower()).value(around.domain().get().upper());
      json.endArray();
    }
    json.name("region").value("every input " + around.words("the example"));
  }

  /** A fraction as the nearest decimal from above. */
  private static BigDecimal number(Epsilon epsilon) {
    return epsilon.isExact()
        ? epsilon.above()
        : epsilon.above().round(new MathContext(17, RoundingMode.CEILING));
  }
}
