package dev.segmentnovu.worker.mapping.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.worker.Quoted;
import dev.segmentnovu.worker.mapping.expression.Expression.Compilation;
import dev.segmentnovu.worker.mapping.expression.Expression.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpressionTest {

  private static final Instant NOW = Instant.parse("2026-11-23T16:11:22.337Z");

  private static final String EVENT =
      "{'userId':'u','event':'E','no':null,'properties':{'total':120.5,'big':12345678901234567890,"
          + "'price':39.950,'tiny':1E-7,'one':[{'n':1}],'two':[{'n':1},{'n':2}],'empty':[],"
          + "'nulls':[null,1,null],'text':'a-b-c','huge':1e1000,'small':1e-1000,"
          + "'nested':{'no':null,'list':[1,[2,[3]]]}}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "userId                                     | \"u\"",
        "properties.total >= 100                    | true",
        "properties.total * 2                       | 241",
        "properties.total + 0.1                     | 120.6",
        // exact where the expression passes them on
        "properties.big                             | 12345678901234567890",
        "{'x': properties.big}                      | {\"x\":12345678901234567890}",
        "[properties.price, properties.tiny]        | [39.950,1E-7]",
        "properties.{'p': price}                    | {\"p\":39.950}",
        "properties.huge                            | 1E+1000",
        "'id-' & properties.big                     | \"id-12345678901234567890\"",
        "'' & properties.price                      | \"39.95\"",
        // a double where the expression computes with them
        "properties.big + 0                         | 12345678901234567000",
        "$abs(properties.price)                     | 39.95",
        "$round(properties.price)                   | 40",
        "$round(properties.small)                   | 0",
        "$formatBase(properties.small)              | \"0\"",
        "properties.price > 39.9 and properties.price < properties.big | true",
        "$sort([3, properties.total, properties.price]) | [3,39.950,120.5]",
        // null is a value, an absent member is undefined
        "no                                         | null",
        "$exists(no)                                | true",
        "properties.nested                          | {\"no\":null,\"list\":[1,[2,[3]]]}",
        "properties.nulls                           | [null,1,null]",
        "no = null                                  | true",
        "$exists(nothing)                           | false",
        "{'a': nothing, 'b': no}                    | {\"b\":null}",
        "[nothing, no]                              | [null]",
        // a list with one element becomes that element
        "properties.one.n                           | 1",
        "properties.two.n                           | [1,2]",
        "properties.one[].n                         | [1]",
        "properties.one                             | [{\"n\":1}]",
        "[properties.one.n]                         | [1]",
        "properties.empty                           | []",
        // regular expressions
        "$contains(properties.text, /B/i)           | true",
        "$match(properties.text, /([a-c])/, 2).groups | [\"a\",\"b\"]",
        "$replace(properties.text, /([ab])-/, '<$1$$$2>') | \"<a$><b$>c\"",
        "$replace(properties.text, '-', '.', 1)     | \"a.b-c\"",
        "$replace(properties.text, /[a-c]/, $uppercase) | !",
        "$replace(properties.text, /[a-c]/, function($m){$uppercase($m.match)}) | \"A-B-C\"",
        "$split(properties.text, /-/)               | [\"a\",\"b\",\"c\"]",
        "$split(properties.text, '-', 2)            | [\"a\",\"b\"]",
        "$filter(['x1', 'y', 'z2'], /\\d/)          | [\"x1\",\"z2\"]",
        "('ab1' ~> /[0-9]/).start                   | 2",
        "$filter(['vip', 'old'], $contains(?, 'v')) | \"vip\"",
        "$join(['a','b'], ', ')                     | \"a, b\"",
        "$pad('a', 3, '-') & $pad('b', -3)          | \"a--  b\"",
        "properties.two{$string(n): n}              | {\"1\":1,\"2\":2}",
        "$now()                                     | \"2026-11-23T16:11:22.337Z\"",
        "$millis()                                  | 1795450282337",
        "$now('[Y0001]')                            | \"2026\"",
      })
  void an_expression_gives_json(String expression, String json) {
    Result result = evaluate(expression, input());

    if (json.equals("!")) {
      assertThat(result).isInstanceOf(Result.Failed.class);
    } else {
      assertThat(result)
          .isInstanceOfSatisfying(
              Result.Value.class, value -> assertThat(value.json()).hasToString(json));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "properties.two[n=7]", "()", "properties.empty.n", "$"})
  void an_absent_value_is_undefined(String expression) {
    Result result = evaluate(expression, input());

    if (expression.equals("$")) {
      assertThat(result).isInstanceOf(Result.Value.class);
    } else {
      assertThat(result).isEqualTo(new Result.Undefined());
    }
  }

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "($x := 1; $x)",
        "function($a){$a}(2)",
        "properties.two@$t.{'n': $t.n}",
        "properties.two#$i.$i",
        "$$.userId",
        "properties.two.%.total",
        "$map([1], $string)",
        "properties.two^(>n).n",
        "properties.two ~> |$|{'m': 1}|",
        "$substring(?, 0, 1)('abc')",
      })
  void each_kind_of_name_is_recognized(String expression) {
    assertThat(evaluate(expression, input())).isInstanceOf(Result.Value.class);
  }

  @Test
  void an_evaluation_leaves_no_variables_for_the_next() {
    Expression expression = compiled("$exists($x) ? 'leaked' : ($x := userId)");
    Expression assigning = compiled("$x := userId");

    assertThat(expression.evaluate(input())).isEqualTo(assigning.evaluate(input()));
    assertThat(expression.evaluate(input()))
        .isInstanceOfSatisfying(
            Result.Value.class, value -> assertThat(value.json().asText()).isEqualTo("u"));
  }

  @Test
  void an_input_that_the_library_changed_is_converted_again() {
    ExpressionInput input = input();
    evaluate("properties.empty{'a': 1}", input);

    assertThat(evaluate("properties.empty", input))
        .isInstanceOfSatisfying(
            Result.Value.class, value -> assertThat(value.json()).hasToString("[]"));
  }

  @Test
  void an_expression_may_be_evaluated_by_several_threads() throws Exception {
    Expression expression =
        compiled(
            "($d := function($n){ $n * 2 }; {'u': userId, 'two': $map(properties.two.n, $d),"
                + " 'm': $match(properties.text, /[a-z]/).match, 'x': $x})"
                    .replace(", 'x': $x", ""));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String user = "user-" + t;
        String wanted = "{\"u\":\"" + user + "\",\"two\":[2,4],\"m\":[\"a\",\"b\",\"c\"]}";
        tasks.add(
            () -> {
              int wrong = 0;
              for (int i = 0; i < 500; i++) {
                Result result = expression.evaluate(input(EVENT.replace("'u'", "'" + user + "'")));
                if (!(result instanceof Result.Value value)
                    || !value.json().toString().equals(wanted)) {
                  wrong++;
                }
              }
              return wrong;
            });
      }
      for (Future<Integer> wrong : threads.invokeAll(tasks)) {
        assertThat(wrong.get()).isZero();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Result evaluate(String expression, ExpressionInput input) {
    return compiled(expression).evaluate(input);
  }

  private static Expression compiled(String expression) {
    return Expression.compile(expression)
        .match(
            Compilation.Compiled::expression,
            malformed -> {
              throw new AssertionError(expression + ": " + malformed);
            });
  }

  private static ExpressionInput input() {
    return input(EVENT);
  }

  private static ExpressionInput input(String event) {
    return new ExpressionInput(Quoted.json(event), NOW);
  }
}
