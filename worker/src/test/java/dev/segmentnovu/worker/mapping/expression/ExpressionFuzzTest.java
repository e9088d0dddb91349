package dev.segmentnovu.worker.mapping.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.mapping.expression.Expression.Compilation;
import dev.segmentnovu.worker.mapping.expression.Expression.Result;
import java.util.Set;

/**
 * Any text in the place of an expression is compiled or refused. Its evaluation ends within its
 * budget, gives the same for the same event, and a value can be sent.
 */
final class ExpressionFuzzTest {

  /** An evaluation has {@link EvaluationBudget#MAX_UNITS}, and a unit makes some characters. */
  private static final int MAX_BYTES = 64 << 20;

  @FuzzTest(maxDuration = "1m")
  void an_expression_is_evaluated_or_refused(byte[] bytes) {
    String text = new String(bytes, UTF_8);

    check(Expression.compile(text));
    check(Expression.compileIds(text, Set.of("subscriberId")));
  }

  private static void check(Compilation compilation) {
    if (compilation instanceof Compilation.Compiled compiled) {
      Result result = compiled.expression().evaluate(ExpressionFixture.input());
      assertThat(compiled.expression().evaluate(ExpressionFixture.input())).isEqualTo(result);
      if (result instanceof Result.Value value) {
        assertThat(sent(value.json()).length).isLessThan(MAX_BYTES);
      }
    }
  }

  private static byte[] sent(JsonNode value) {
    try {
      return EventCodec.JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError("A value that cannot be sent", e);
    }
  }
}
