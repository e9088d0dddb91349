package dev.segmentnovu.worker.mapping.expression;

import static dev.segmentnovu.worker.mapping.expression.ExpressionFixture.compiled;
import static dev.segmentnovu.worker.mapping.expression.ExpressionFixture.evaluate;
import static dev.segmentnovu.worker.mapping.expression.ExpressionFixture.input;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.worker.mapping.expression.Expression.Compilation;
import dev.segmentnovu.worker.mapping.expression.Expression.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How expressions fail: by their cost, by the event, or because they are malformed. */
final class ExpressionFailureTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "($f := function($n){ $f($n) }; $f(1))",
        "($f := function($n){ 1 + $f($n) }; $f(1))",
        "[1..10000000]",
        "$sum([1..10000000])",
        "$map([1..1000], function($x){ $map([1..1000], function($y){ $x * $y }) })",
        "$pad('', 1000000000)",
        "($s := function($t){ $s($t & $t) }; $s('xx'))",
        "$reduce([1..1000], function($a, $b){ [$a, $a] })",
        "$replace($pad('', 20000, 'x'), 'x', $pad('', 20000, 'y'))",
        "$replace($pad('', 20000, 'x'), /x/, $pad('', 20000, 'y'))",
        "$join($split($pad('', 20000, 'x'), ''), $pad('', 20000, 'y'))",
        "$contains($pad('', 60, 'a') & 'b', /(a+a+)+\\1c/)",
        "$match($pad('', 30000, 'a'), /a*a*a*b/)",
        "($pad('', 60, 'a') & 'b') ~> /(a+a+)+\\1c/",
        "$filter([$pad('', 60, 'a') & 'b'], /(a+a+)+\\1c/)",
        "$contains($pad('', 30000, 'ab'), /(a|b)*c/)",
        "{'a': 1, 'b': ($f := function($n){ $f($n) }; $f(1))}",
        "[1, ($f := function($n){ 1 + $f($n) }; $f(1))]",
        "true and ($f := function($n){ $f($n) }; $f(1))",
        "$reduce([1..20000], function($a, $b){ {'x': $a} }, 1)",
      })
  void an_expression_without_bound_fails_soon(String expression) {
    Expression compiled = compiled(expression);
    long startedNanos = System.nanoTime();
    Result result = compiled.evaluate(input());
    long millis = (System.nanoTime() - startedNanos) / 1_000_000;

    assertThat(result).isInstanceOf(Result.Failed.class);
    assertThat(((Result.Failed) result).problem()).containsAnyOf("takes more than", "nests");
    assertThat(millis).as("without warm-up, on a busy machine").isLessThan(2_000);
  }

  @Test
  void usual_expressions_stay_within_the_bounds() {
    String nested = "{'a':".repeat(20) + "[1,2].($ + 1)" + "}".repeat(20);

    assertThat(evaluate(nested, input())).isInstanceOf(Result.Value.class);
    assertThat(evaluate("$count([1..30000])", input())).isInstanceOf(Result.Value.class);
    assertThat(evaluate("($f := function($n){ $n = 0 ? 0 : 1 + $f($n - 1) }; $f(30))", input()))
        .isInstanceOf(Result.Value.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "properties.text + 1      | \"+\" operator must evaluate to a number | 17",
        "properties.text < 1      | must be of the same data type | 17",
        "$uppercase(properties)   | Argument \"1\" of Object \"uppercase\" | 11",
        "$number(properties.text) | cannot be computed (NumberFormatException) | 8",
        "$toMillis(properties.text) | cannot be computed (DateTimeParseException) | 10",
        "$error('no plan')        | no plan | 7",
        "{userId: 1, 'u': 2}      | Multiple key definitions | -1",
        "function($x){$x}         | gives a function | -1",
        "{'a': $uppercase}        | gives a function | -1",
      })
  void a_failure_has_a_message_and_a_position_without_values_of_the_event(
      String expression, String problem, int position) {
    assertThat(evaluate(expression, input()))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> {
              assertThat(failed.problem())
                  .contains(problem)
                  .doesNotContain("a-b-c", "'u'", "\"u\"");
              assertThat(failed.position()).isEqualTo(position);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "type = 'track' and       | Unexpected end of expression | 18",
        "a +* b                   | | 6",
        "(1                       | Expected | 2",
        "'open                    | matching quote | 5",
        "$lenght(userId)          | There is no $lenght | 7",
        "$map([1], $dobule)       | There is no $dobule | 17",
        "$random() > 0.5          | must be the same | 7",
        "$eval(properties.code)   | what a client sent | 5",
        "$contains(a, /(/)        | | ",
        "$contains(a, /[/)        | | ",
        "a ~> /*                  | | ",
        "/                        | | ",
        "''                       | | ",
        "#                        | | ",
        "a b                      | Syntax error | 3",
      })
  void a_malformed_expression_has_a_message_and_a_position(
      String expression, String problem, Integer position) {
    Compilation compilation = Expression.compile(expression.equals("''") ? "" : expression);

    assertThat(compilation).isInstanceOf(Compilation.Malformed.class);
    var malformed = (Compilation.Malformed) compilation;
    assertThat(malformed.problem()).isNotBlank();
    if (problem != null) {
      assertThat(malformed.problem()).contains(problem);
    }
    if (position != null) {
      assertThat(malformed.position()).isEqualTo(position);
    }
  }
}
