package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSONata expression, compiled once. It may be evaluated by several threads at a time: the
 * library only reads the compiled tree, and whatever an evaluation binds goes into a frame of its
 * own.
 */
public final class Expression {

  private final Jsonata compiled;
  private final @Nullable IdParts ids;

  private Expression(Jsonata compiled, @Nullable IdParts ids) {
    this.compiled = compiled;
    this.ids = ids;
  }

  /** What compiling came to. */
  public sealed interface Compilation {

    /** It can be evaluated. */
    record Ready(Expression expression) implements Compilation {}

    /**
     * It cannot.
     *
     * @param problem what is wrong with it
     * @param position how many characters from the beginning it is seen, or -1 if that is not known
     */
    record Malformed(String problem, int position) implements Compilation {}
  }

  /** What evaluating came to. */
  public sealed interface Result {

    /** A value; JSON's null is one. */
    record Value(JsonNode json) implements Result {}

    /** Nothing, JSONata's undefined: a member that is not there, a list that matches nothing. */
    record Nothing() implements Result {}

    /**
     * It failed.
     *
     * @param problem why, without any of the values that were computed with; only the text that a
     *     rule's own {@code $error} or {@code $assert} gives may hold some
     * @param position how many characters from the beginning, or -1 if that is not known
     */
    record Failed(String problem, int position) implements Result {}
  }

  /** Compiles {@code source}, which makes no ids. */
  public static Compilation compile(String source) {
    return compile(source, false, Set.of());
  }

  /**
   * Compiles {@code source}, which makes an id, or objects that hold some: evaluating it fails
   * where a part of an id is missing in the event.
   *
   * @param idMembers the members of objects that hold ids
   */
  public static Compilation compileIds(String source, Set<String> idMembers) {
    return compile(source, true, idMembers);
  }

  private static Compilation compile(String source, boolean makesIds, Set<String> idMembers) {
    try {
      Jsonata compiled = Jsonata.jsonata(source);
      compiled.setValidateInput(false); // ours is
      compiled.setOutputConvertNulls(false); // it would change the input
      BoundedFunctions.register(compiled);
      var tree = new SyntaxTree(compiled);
      tree.boundRegularExpressions();
      SyntaxTree.Mistake mistake = tree.unknownName();
      if (mistake != null) {
        return new Compilation.Malformed(mistake.problem(), mistake.position());
      }
      IdParts ids = makesIds ? IdParts.of(compiled, tree, idMembers) : null;
      return new Compilation.Ready(new Expression(compiled, ids));
    } catch (RuntimeException | StackOverflowError e) {
      return Problems.ofCompiling(e);
    }
  }

  /** Evaluates it over {@code subject}; costs at most some tens of milliseconds. */
  public Result evaluate(Subject subject) {
    Effort effort = Effort.begin(subject.now(), ids);
    try {
      Frame frame = compiled.createFrame();
      Effort.count(frame);
      @Nullable Object value = compiled.evaluate(subject.values(), frame);
      return value == null ? new Result.Nothing() : new Result.Value(Values.toJson(value, effort));
    } catch (RuntimeException | StackOverflowError e) {
      return Problems.ofEvaluating(e, effort.position());
    } finally {
      Effort.end();
    }
  }
}
