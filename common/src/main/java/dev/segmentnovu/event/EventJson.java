package dev.segmentnovu.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Jackson with exact numbers, for UTF-8 only. Whatever bytes it reads, {@code readTree} returns a
 * tree or throws a {@link JsonProcessingException}. Plain Jackson throws unchecked exceptions for
 * some numbers, and returns trees with numbers that expand to gigabytes in use.
 */
final class EventJson extends JsonMapper {
  private static final long serialVersionUID = 1L;

  private static final String ABSURD =
      "a number has an exponent beyond " + JsonLimits.MAX_EXPONENT + "; send it as a string";

  private EventJson(JsonFactory factory) {
    super(factory);
  }

  static ObjectMapper create() {
    JsonFactory factory =
        JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNumberLength(JsonLimits.MAX_NUMBER_CHARS)
                    // no limits here: the receiver of the bytes limits their number
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    return new Builder(new EventJson(factory))
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .nodeFactory(new Nodes())
        .build();
  }

  /** What is wrong with a JSON text, without Jackson's own names. */
  static String problem(JsonProcessingException e) {
    return e instanceof StreamConstraintsException
        ? "it has a number of more than "
            + JsonLimits.MAX_NUMBER_CHARS
            + " characters, or too many levels of nesting or names"
        : e.getOriginalMessage().lines().findFirst().orElse("");
  }

  @Override
  protected JsonNode _readTreeAndClose(JsonParser parser) throws IOException {
    try {
      return super._readTreeAndClose(parser);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new JsonParseException(parser, ABSURD, e);
    }
  }

  /** Refuses a number that no text within the limits can name. */
  private static final class Nodes extends JsonNodeFactory {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SCALE = JsonLimits.MAX_EXPONENT + JsonLimits.MAX_NUMBER_CHARS;

    @Override
    public ValueNode numberNode(@Nullable BigDecimal number) {
      if (number != null && (number.scale() > MAX_SCALE || number.scale() < -MAX_SCALE)) {
        throw new ArithmeticException(ABSURD);
      }
      return super.numberNode(number);
    }
  }
}
