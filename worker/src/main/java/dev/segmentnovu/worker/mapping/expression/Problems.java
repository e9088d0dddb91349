package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.JException;
import dev.segmentnovu.worker.mapping.expression.Expression.Compilation.Malformed;
import dev.segmentnovu.worker.mapping.expression.Expression.Result.Failed;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The library's errors in words. While an expression is evaluated its messages may hold values of
 * the event, which are left out: dead letters are listed and logged.
 */
final class Problems {

  private static final String HIDDEN = "…";

  /** Errors whose arguments are names, operators and numbers of the expression's own. */
  private static final Set<String> HARMLESS =
      Set.of("T0410", "T1005", "T1006", "T1007", "T1008", "T2001", "T2002", "T2010", "D3100");

  /** {@code $error} and {@code $assert}: the rule's own words. */
  private static final Set<String> OWN_WORDS = Set.of("D3137", "D3141");

  private Problems() {}

  static Malformed ofCompiling(Throwable failure) {
    if (failure instanceof JException error) {
      return new Malformed(String.valueOf(error.getMessage()), error.getLocation());
    }
    if (failure instanceof PatternSyntaxException error) {
      return new Malformed("A regular expression is wrong: " + error.getDescription(), -1);
    }
    return new Malformed(
        failure instanceof StackOverflowError
            ? "It nests too deep"
            : "It cannot be read: something is missing, perhaps at its end",
        -1);
  }

  /** What failed at {@code position}; the library itself often knows none. */
  static Failed ofEvaluating(Throwable failure, int position) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Effort.ExceededException exceeded) {
        return new Failed(String.valueOf(exceeded.getError()), position);
      }
      if (cause instanceof IdParts.MissingException missing) {
        return new Failed(String.valueOf(missing.getError()), -1); // names the part itself
      }
      if (cause instanceof JException error) {
        return new Failed(inWords(error), position);
      }
      if (cause instanceof StackOverflowError) {
        return new Failed("nests too deep, or a regular expression does", position);
      }
    }
    return new Failed("cannot be computed (" + failure.getClass().getSimpleName() + ")", position);
  }

  private static String inWords(JException error) {
    @Nullable String code = error.getError();
    if (code == null) {
      return "cannot be computed";
    }
    if (OWN_WORDS.contains(code)) {
      return String.valueOf(error.getCurrent());
    }
    boolean harmless = HARMLESS.contains(code);
    String words =
        JException.msg(
            code,
            -1,
            harmless ? error.getCurrent() : HIDDEN,
            harmless ? error.getExpected() : HIDDEN);
    // the library knows no such code: it is a sentence itself
    return words.startsWith("JSonataException ") ? code : words;
  }
}
