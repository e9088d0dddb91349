package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.JException;
import dev.segmentnovu.worker.mapping.expression.Expression.Compilation.Malformed;
import dev.segmentnovu.worker.mapping.expression.Expression.Result.Failed;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the library's exceptions into messages. The library's messages about an evaluation may
 * contain values of the event. These are hidden, because dead letters are listed and logged.
 */
final class FailureMessages {

  private static final String HIDDEN = "…";

  /** Errors whose arguments are only names, operators and numbers of the expression. */
  private static final Set<String> CODES_WITHOUT_VALUES =
      Set.of("T0410", "T1005", "T1006", "T1007", "T1008", "T2001", "T2002", "T2010", "D3100");

  /** The errors of {@code $error} and {@code $assert}: the rule itself gives the message. */
  private static final Set<String> CODES_OF_RULES = Set.of("D3137", "D3141");

  private FailureMessages() {}

  static Malformed ofCompilation(Throwable failure) {
    if (failure instanceof JException error) {
      return new Malformed(String.valueOf(error.getMessage()), error.getLocation());
    }
    if (failure instanceof PatternSyntaxException error) {
      return new Malformed("A regular expression is malformed: " + error.getDescription(), -1);
    }
    return new Malformed(
        failure instanceof StackOverflowError
            ? "It is nested too deeply"
            : "It cannot be parsed: something is missing, perhaps at its end",
        -1);
  }

  /**
   * The failure of an evaluation.
   *
   * @param position where it failed; the library itself often does not know that
   */
  static Failed ofEvaluation(Throwable failure, int position) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EvaluationBudget.ExceededException exceeded) {
        return new Failed(String.valueOf(exceeded.getError()), position);
      }
      if (cause instanceof IdParts.MissingException missing) {
        return new Failed(String.valueOf(missing.getError()), -1); // the message names the part
      }
      if (cause instanceof JException error) {
        return new Failed(message(error), position);
      }
      if (cause instanceof StackOverflowError) {
        return new Failed("nests too deep, or a regular expression does", position);
      }
    }
    return new Failed("cannot be computed (" + failure.getClass().getSimpleName() + ")", position);
  }

  private static String message(JException error) {
    @Nullable String code = error.getError();
    if (code == null) {
      return "cannot be computed";
    }
    if (CODES_OF_RULES.contains(code)) {
      return String.valueOf(error.getCurrent());
    }
    boolean withoutValues = CODES_WITHOUT_VALUES.contains(code);
    String message =
        JException.msg(
            code,
            -1,
            withoutValues ? error.getCurrent() : HIDDEN,
            withoutValues ? error.getExpected() : HIDDEN);
    // the library does not know the code: the code is a message itself
    return message.startsWith("JSonataException ") ? code : message;
  }
}
