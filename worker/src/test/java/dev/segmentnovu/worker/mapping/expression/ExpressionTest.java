package dev.segmentnovu.worker.mapping.expression;

import static dev.segmentnovu.worker.mapping.expression.ExpressionFixture.EVENT;
import static dev.segmentnovu.worker.mapping.expression.ExpressionFixture.compiled;
import static dev.segmentnovu.worker.mapping.expression.ExpressionFixture.evaluate;
import static dev.segmentnovu.worker.mapping.expression.ExpressionFixture.input;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.worker.mapping.expression.Expression.Result;
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
}
