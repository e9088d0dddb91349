package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Utils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * JSONata's functions of texts, bounded by the {@link EvaluationBudget}. The library's own could
 * take any time or memory. Public because the library calls them by reflection.
 */
public final class TextFunctions {

  private TextFunctions() {}

  /** {@code $contains}: whether {@code text} contains a text or matches a regular expression. */
  public static @Nullable Boolean contains(@Nullable String text, Object pattern) {
    if (text == null) {
      return null;
    }
    return pattern instanceof String part
        ? text.contains(part)
        : regex(pattern).matcher(text).find();
  }

  /** {@code $match}: each match with its position and groups. */
  public static @Nullable List<Object> match(
      @Nullable String text, Object pattern, @Nullable Number limit) {
    if (text == null) {
      return null;
    }
    int max = limit(limit, "D3040");
    List<Object> matches = Utils.createSequence();
    Matcher matcher = regex(pattern).matcher(text);
    while (matches.size() < max && matcher.find()) {
      Map<String, Object> match = new LinkedHashMap<>();
      match.put("match", matcher.group());
      match.put("index", matcher.start());
      match.put("groups", BoundedRegex.groups(matcher));
      matches.add(match);
    }
    return matches;
  }

  /**
   * {@code $replace}: in a replacement {@code $0} is the match, {@code $1} the first group, and
   * {@code $$} a dollar sign.
   *
   * @throws Throwable what a function as replacement throws
   */
  public static @Nullable String replace(
      @Nullable String text, Object pattern, Object replacement, @Nullable Number limit)
      throws Throwable {
    if (text == null) {
      return null;
    }
    int max = limit(limit, "D3011");
    if (!(pattern instanceof String part)) {
      return Replacement.ofMatches(text, regex(pattern), replacement, max);
    }
    if (part.isEmpty()) {
      throw new JException("D3010");
    }
    return Replacement.ofText(text, part, String.valueOf(replacement), max);
  }

  /** {@code $split}: the parts between the matches of a text or a regular expression. */
  public static @Nullable List<Object> split(
      @Nullable String text, Object separator, @Nullable Number limit) {
    if (text == null) {
      return null;
    }
    int max = limit(limit, "D3020");
    if (separator instanceof String literal) {
      List<Object> parts = new ArrayList<>(Functions.split(text, literal, null));
      return parts.subList(0, Math.min(max, parts.size()));
    }
    List<Object> parts = new ArrayList<>();
    Matcher matcher = regex(separator).matcher(text);
    int end = 0;
    while (parts.size() < max && matcher.find()) {
      parts.add(text.substring(end, matcher.start()));
      end = matcher.end();
    }
    if (parts.size() < max) {
      parts.add(text.substring(end));
    }
    return parts;
  }

  /** {@code $join}: the texts with a separator between them. */
  public static @Nullable String join(@Nullable List<String> texts, @Nullable String separator) {
    if (texts == null) {
      return null;
    }
    String between = separator == null ? "" : separator;
    long chars = (long) texts.size() * between.length();
    for (String text : texts) {
      chars += text.length();
    }
    EvaluationBudget.current().spendOnText(chars);
    return String.join(between, texts);
  }

  /**
   * {@code $pad}: fills {@code text} up to {@code width} code points, at its end, or at its
   * beginning if {@code width} is negative.
   */
  public static @Nullable String pad(@Nullable String text, Number width, @Nullable String with) {
    if (text == null) {
      return null;
    }
    String filler = with == null || with.isEmpty() ? " " : with;
    long missing = Math.abs(width.longValue()) - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    EvaluationBudget.current().spend(missing);
    int[] points = filler.codePoints().toArray();
    var padding = new StringBuilder();
    for (int i = 0; i < missing; i++) {
      padding.appendCodePoint(points[i % points.length]);
    }
    return width.longValue() < 0 ? padding + text : text + padding;
  }

  /** The limit as a number, or no limit if it is absent; throws {@code error} if it is negative. */
  private static int limit(@Nullable Number limit, String error) {
    if (limit == null) {
      return Integer.MAX_VALUE;
    }
    if (limit.doubleValue() < 0) {
      throw new JException(error);
    }
    return limit.intValue();
  }

  private static BoundedRegex regex(Object pattern) {
    if (pattern instanceof BoundedRegex regex) {
      return regex;
    }
    throw new JException("T1010");
  }
}
