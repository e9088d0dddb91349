package dev.segmentnovu.worker.mapping.expression;

import dev.segmentnovu.worker.mapping.expression.Expression.Compilation;
import dev.segmentnovu.worker.mapping.expression.Expression.Result;
import dev.segmentnovu.worker.testing.Quoted;
import java.time.Instant;

/** Compiles expressions and evaluates them over one event. */
final class ExpressionFixture {

  private static final Instant NOW = Instant.parse("2026-11-23T16:11:22.337Z");

  static final String EVENT =
      "{'userId':'u','event':'E','no':null,'properties':{'total':120.5,'big':12345678901234567890,"
          + "'price':39.950,'tiny':1E-7,'one':[{'n':1}],'two':[{'n':1},{'n':2}],'empty':[],"
          + "'nulls':[null,1,null],'text':'a-b-c','huge':1e1000,'small':1e-1000,"
          + "'nested':{'no':null,'list':[1,[2,[3]]]}}}";

  private ExpressionFixture() {}

  static Result evaluate(String expression, ExpressionInput input) {
    return compiled(expression).evaluate(input);
  }

  static Expression compiled(String expression) {
    return Expression.compile(expression)
        .match(
            Compilation.Compiled::expression,
            malformed -> {
              throw new AssertionError(expression + ": " + malformed);
            });
  }

  static ExpressionInput input() {
    return input(EVENT);
  }

  static ExpressionInput input(String event) {
    return new ExpressionInput(Quoted.json(event), NOW);
  }
}
