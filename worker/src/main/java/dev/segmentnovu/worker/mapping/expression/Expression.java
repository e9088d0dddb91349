package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A compiled JSONata expression. Thread-safe: the library only reads the compiled tree, and each
 * evaluation binds its variables in its own frame.
 */
public final class Expression {

  private final Jsonata compiled;
  private final @Nullable IdParts idParts;

  private Expression(Jsonata compiled, @Nullable IdParts idParts) {
    this.compiled = compiled;
    this.idParts = idParts;
  }

  /** The result of compiling an expression. */
  public sealed interface Compilation {

    /** Applies the function of the case that this compilation is. */
    <T extends @Nullable Object> T match(
        Function<? super Compiled, ? extends T> compiled,
        Function<? super Malformed, ? extends T> malformed);

    /** The expression can be evaluated. */
    record Compiled(Expression expression) implements Compilation {
      @Override
      public <T extends @Nullable Object> T match(
          Function<? super Compiled, ? extends T> compiled,
          Function<? super Malformed, ? extends T> malformed) {
        return compiled.apply(this);
      }
    }

    /**
     * The expression is malformed.
     *
     * @param problem what is wrong
     * @param position the number of characters up to the problem, or -1 if it is not known
     */
    record Malformed(String problem, int position) implements Compilation {
      @Override
      public <T extends @Nullable Object> T match(
          Function<? super Compiled, ? extends T> compiled,
          Function<? super Malformed, ? extends T> malformed) {
        return malformed.apply(this);
      }
    }
  }

  /** The result of evaluating an expression. */
  public sealed interface Result {

    /** Applies the function of the case that this result is. */
    <T extends @Nullable Object> T match(
        Function<? super Value, ? extends T> value,
        Function<? super Undefined, ? extends T> undefined,
        Function<? super Failed, ? extends T> failed);

    /** A value, which may be JSON's null. */
    record Value(JsonNode json) implements Result {
      @Override
      public <T extends @Nullable Object> T match(
          Function<? super Value, ? extends T> value,
          Function<? super Undefined, ? extends T> undefined,
          Function<? super Failed, ? extends T> failed) {
        return value.apply(this);
      }
    }

    /** JSONata's undefined: a member that is absent, or a filter that matches nothing. */
    record Undefined() implements Result {
      @Override
      public <T extends @Nullable Object> T match(
          Function<? super Value, ? extends T> value,
          Function<? super Undefined, ? extends T> undefined,
          Function<? super Failed, ? extends T> failed) {
        return undefined.apply(this);
      }
    }

    /**
     * The evaluation failed.
     *
     * @param problem the reason, without any value of the event; only the text of the rule's own
     *     {@code $error} or {@code $assert} may contain one
     * @param position the number of characters up to the problem, or -1 if it is not known
     */
    record Failed(String problem, int position) implements Result {
      @Override
      public <T extends @Nullable Object> T match(
          Function<? super Value, ? extends T> value,
          Function<? super Undefined, ? extends T> undefined,
          Function<? super Failed, ? extends T> failed) {
        return failed.apply(this);
      }
    }
  }

  /** Compiles {@code text}, an expression that makes no ids. */
  public static Compilation compile(String text) {
    return compile(text, false, Set.of());
  }

  /**
   * Compiles {@code text}, an expression that makes an id or objects that hold ids. Its evaluation
   * fails if the event lacks a part of an id.
   *
   * @param idMembers the members of objects that hold ids
   */
  public static Compilation compileIds(String text, Set<String> idMembers) {
    return compile(text, true, idMembers);
  }

  private static Compilation compile(String text, boolean makesIds, Set<String> idMembers) {
    try {
      Jsonata compiled = Jsonata.jsonata(text);
      compiled.setValidateInput(false); // our input is always valid
      compiled.setOutputConvertNulls(false); // the conversion would change the input
      BoundedFunctions.register(compiled);
      var tree = new SyntaxTree(compiled);
      tree.replaceRegularExpressions();
      SyntaxTree.UnknownName unknown = tree.findUnknownName();
      if (unknown != null) {
        return new Compilation.Malformed(unknown.problem(), unknown.position());
      }
      IdParts idParts = makesIds ? IdParts.of(compiled, tree, idMembers) : null;
      return new Compilation.Compiled(new Expression(compiled, idParts));
    } catch (RuntimeException | StackOverflowError e) {
      return FailureMessages.ofCompilation(e);
    }
  }

  /** Evaluates the expression; it takes at most some tens of milliseconds. */
  public Result evaluate(ExpressionInput input) {
    EvaluationBudget budget = EvaluationBudget.begin(input.now(), idParts);
    try {
      Frame frame = compiled.createFrame();
      EvaluationBudget.countNodes(frame);
      @Nullable Object value = compiled.evaluate(input.values(), frame);
      return value == null
          ? new Result.Undefined()
          : new Result.Value(LibraryValues.toJson(value, budget));
    } catch (RuntimeException | StackOverflowError e) {
      return FailureMessages.ofEvaluation(e, budget.position());
    } finally {
      EvaluationBudget.end();
    }
  }
}
