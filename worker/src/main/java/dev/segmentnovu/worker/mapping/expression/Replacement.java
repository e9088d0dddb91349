package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces the matches in a text, for JSONata's {@code $replace}. */
final class Replacement {

  /** Charged for each part of the result, so that empty parts are not free. */
  private static final long CHARS_PER_PART = 16;

  private static final Pattern REFERENCE = Pattern.compile("\\$(\\$|[0-9]{1,9})");

  private Replacement() {}

  /** {@code text} with at most {@code max} occurrences of {@code part} replaced. */
  static String ofText(String text, String part, String replacement, int max) {
    var result = new StringBuilder();
    int end = 0;
    int at = text.indexOf(part);
    for (int i = 0; i < max && at >= 0; i++) {
      append(append(result, text.substring(end, at)), replacement);
      end = at + part.length();
      at = text.indexOf(part, end);
    }
    return append(result, text.substring(end)).toString();
  }

  /**
   * {@code text} with at most {@code max} matches of {@code regex} replaced.
   *
   * @param replacement a text that may refer to groups, or a function of the match
   * @throws Throwable what the function throws
   */
  static String ofMatches(String text, BoundedRegex regex, Object replacement, int max)
      throws Throwable {
    var result = new StringBuilder();
    Matcher matcher = regex.matcher(text);
    int end = 0;
    for (int i = 0; i < max && matcher.find(); i++) {
      append(result, text.substring(end, matcher.start()));
      append(
          result,
          replacement instanceof String template
              ? resolveReferences(template, matcher)
              : call(replacement, matcher));
      end = matcher.end();
    }
    return append(result, text.substring(end)).toString();
  }

  private static String call(Object function, Matcher match) throws Throwable {
    if (Functions.funcApply(function, List.of(BoundedRegex.toObject(match)))
        instanceof String text) {
      return text;
    }
    throw new JException("D3012");
  }

  private static String resolveReferences(String template, Matcher match) {
    return REFERENCE
        .matcher(template)
        .replaceAll(
            reference -> Matcher.quoteReplacement(resolveReference(reference.group(1), match)));
  }

  /**
   * The text that a reference stands for. Of its digits, as many as make the number of a group
   * belong to the reference, but at least one; the others stand for themselves.
   */
  private static String resolveReference(String reference, Matcher match) {
    if (reference.equals("$")) {
      return reference;
    }
    int digits = reference.length();
    while (digits > 1 && (digits > 3 || number(reference, digits) > match.groupCount())) {
      digits--;
    }
    int group = number(reference, digits);
    String matched = group <= match.groupCount() ? match.group(group) : null;
    return append(new StringBuilder(), matched == null ? "" : matched)
        + reference.substring(digits);
  }

  private static int number(String digits, int length) {
    return Integer.parseInt(digits.substring(0, length));
  }

  private static StringBuilder append(StringBuilder result, String text) {
    EvaluationBudget.current().spendOnText(text.length() + CHARS_PER_PART);
    return result.append(text);
  }
}
