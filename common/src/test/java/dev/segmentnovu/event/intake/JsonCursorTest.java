package dev.segmentnovu.event.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonCursorTest {

  private static final String[] SEEDS = {
    "{\"type\":\"track\",\"a\":[1,-2.5e3,true,false,null,{}],\"b\":{\"c\":\"d\\n\\u00e9\"}}",
    "[{\"batch\":[]},[[]],\"☃😀é\",0,1E+5,-0.0,12345678901234567890]",
    "  {\"x\" : {\"y\" : [ 1 , 2 ] } , \"\" : \"\\\"\\\\\\/\\b\\f\\r\\t\" }  ",
    "{\"s\":\"\\ud83d\\ude00\",\"n\":0.1e-7}",
  };

  private static final String INSERTS = "{}[]\",:\\0123456789-+.eEtfnu/ \n\t\u0001x'é";

  /** Seeded, so that a failure can be repeated. */
  private final Random random = new Random(17);

  @Test
  void it_accepts_what_jackson_accepts_and_nothing_else() throws IOException {
    int accepted = 0;
    for (int i = 0; i < 40_000; i++) {
      String text = mutated(SEEDS[i % SEEDS.length]);
      byte[] bytes = text.getBytes(UTF_8);
      boolean accepts = accepts(bytes);
      accepted += accepts ? 1 : 0;
      if (accepts != jacksonAccepts(bytes)) {
        throw new AssertionError((accepts ? "Accepted: " : "Refused: ") + text);
      }
    }
    assertThat(accepted).isBetween(4_000, 36_000);
  }

  private String mutated(String seed) {
    var text = new StringBuilder(seed);
    for (int changes = random.nextInt(3); changes >= 0; changes--) {
      int at = random.nextInt(text.length());
      char insert = INSERTS.charAt(random.nextInt(INSERTS.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, insert);
        default -> text.setCharAt(at, insert);
      }
    }
    return text.toString();
  }

  private static boolean accepts(byte[] bytes) {
    var cursor = new JsonCursor(bytes);
    try {
      if (cursor.isAtEnd()) {
        return false;
      }
      cursor.value();
      return cursor.isAtEnd() && cursor.takeFault() == null;
    } catch (MalformedBodyException e) {
      return false;
    }
  }

  private static boolean jacksonAccepts(byte[] bytes) throws IOException {
    try {
      return !EventCodec.JSON.readTree(bytes).isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
