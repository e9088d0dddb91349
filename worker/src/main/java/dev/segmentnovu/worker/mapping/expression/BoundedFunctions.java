package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSONata's functions where the library's own could take any time or memory, differ from one call
 * to the next, or trip over our numbers. Public because the library calls them by reflection.
 */
public final class BoundedFunctions {

  /** More digits than a double has, before or after its point. */
  private static final int MOST_DIGITS = 400;

  private static final Pattern REFERENCE = Pattern.compile("\\$(\\$|[0-9]{1,9})");

  /** Name and signature, as the library registers its own. */
  private static final Map<String, String> SIGNATURES =
      Map.ofEntries(
          Map.entry("contains", "<s-(sf):b>"),
          Map.entry("match", "<s-f<s:o>n?:a<o>>"),
          Map.entry("replace", "<s-(sf)(sf)n?:s>"),
          Map.entry("split", "<s-(sf)n?:a<s>>"),
          Map.entry("join", "<a<s>s?:s>"),
          Map.entry("pad", "<s-ns?:s>"),
          Map.entry("round", "<n-n?:n>"),
          Map.entry("abs", "<n-:n>"),
          Map.entry("sort", "<af?:a>"),
          Map.entry("now", "<s?s?:s>"),
          Map.entry("millis", "<:n>"));

  private BoundedFunctions() {}

  static void register(Jsonata expression) {
    SIGNATURES.forEach(
        (name, signature) ->
            expression.registerFunction(
                name, new JFunction(name, signature, BoundedFunctions.class, null, name)));
  }

  /** {@code $contains}: whether {@code text} holds a text or matches an expression. */
  public static @Nullable Boolean contains(@Nullable String text, Object sought) {
    if (text == null) {
      return null;
    }
    return sought instanceof String part ? text.contains(part) : regex(sought).in(text).find();
  }

  /** {@code $match}: each match with its place and groups. */
  public static @Nullable List<Object> match(
      @Nullable String text, Object sought, @Nullable Number limit) {
    if (text == null) {
      return null;
    }
    int most = atMost(limit, "D3040");
    List<Object> matches = Utils.createSequence();
    Matcher matcher = regex(sought).in(text);
    while (matches.size() < most && matcher.find()) {
      Map<String, Object> match = new LinkedHashMap<>();
      match.put("match", matcher.group());
      match.put("index", matcher.start());
      match.put("groups", BoundedRegex.groups(matcher));
      matches.add(match);
    }
    return matches;
  }

  /**
   * {@code $replace}: {@code $1} in a replacement is the first group, {@code $0} the match, {@code
   * $$} a dollar.
   *
   * @throws Throwable what a replacing function throws
   */
  public static @Nullable String replace(
      @Nullable String text, Object sought, Object replacement, @Nullable Number limit)
      throws Throwable {
    if (text == null) {
      return null;
    }
    int most = atMost(limit, "D3011");
    if (sought instanceof String part) {
      if (part.isEmpty()) {
        throw new JException("D3010");
      }
      return replaceText(text, part, String.valueOf(replacement), most);
    }
    var result = new StringBuilder();
    Matcher matcher = regex(sought).in(text);
    int end = 0;
    for (int i = 0; i < most && matcher.find(); i++) {
      append(result, text.substring(end, matcher.start()));
      append(
          result,
          replacement instanceof String template
              ? filled(template, matcher)
              : replaced(replacement, matcher));
      end = matcher.end();
    }
    return append(result, text.substring(end)).toString();
  }

  private static String replaceText(String text, String part, String replacement, int most) {
    var result = new StringBuilder();
    int end = 0;
    int at = text.indexOf(part);
    for (int i = 0; i < most && at >= 0; i++) {
      append(append(result, text.substring(end, at)), replacement);
      end = at + part.length();
      at = text.indexOf(part, end);
    }
    return append(result, text.substring(end)).toString();
  }

  private static String replaced(Object function, Matcher match) throws Throwable {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("match", match.group());
    found.put("start", match.start());
    found.put("end", match.end());
    found.put("groups", BoundedRegex.groups(match));
    if (Functions.funcApply(function, List.of(found)) instanceof String text) {
      return text;
    }
    throw new JException("D3012");
  }

  private static String filled(String template, Matcher match) {
    return REFERENCE
        .matcher(template)
        .replaceAll(reference -> Matcher.quoteReplacement(referred(reference.group(1), match)));
  }

  /**
   * As many digits as make the number of a group, at least one; the others stand for themselves.
   */
  private static String referred(String to, Matcher match) {
    if (to.equals("$")) {
      return to;
    }
    int digits = to.length();
    while (digits > 1 && (digits > 3 || number(to, digits) > match.groupCount())) {
      digits--;
    }
    int group = number(to, digits);
    String caught = group <= match.groupCount() ? match.group(group) : null;
    return append(new StringBuilder(), caught == null ? "" : caught) + to.substring(digits);
  }

  private static int number(String digits, int length) {
    return Integer.parseInt(digits.substring(0, length));
  }

  /** {@code $split}: the parts between a text or an expression's matches. */
  public static @Nullable List<Object> split(
      @Nullable String text, Object separator, @Nullable Number limit) {
    if (text == null) {
      return null;
    }
    int most = atMost(limit, "D3020");
    if (separator instanceof String literal) {
      List<Object> parts = new ArrayList<>(Functions.split(text, literal, null));
      return parts.subList(0, Math.min(most, parts.size()));
    }
    List<Object> parts = new ArrayList<>();
    Matcher matcher = regex(separator).in(text);
    int end = 0;
    while (parts.size() < most && matcher.find()) {
      parts.add(text.substring(end, matcher.start()));
      end = matcher.end();
    }
    if (parts.size() < most) {
      parts.add(text.substring(end));
    }
    return parts;
  }

  /** {@code $join}: the texts with a separator between. */
  public static @Nullable String join(@Nullable List<String> texts, @Nullable String separator) {
    if (texts == null) {
      return null;
    }
    String between = separator == null ? "" : separator;
    long chars = (long) texts.size() * between.length();
    for (String text : texts) {
      chars += text.length();
    }
    Effort.current().spendOnText(chars);
    return String.join(between, texts);
  }

  /** {@code $pad}: to the right up to {@code width} code points, to the left if it is negative. */
  public static @Nullable String pad(@Nullable String text, Number width, @Nullable String with) {
    if (text == null) {
      return null;
    }
    String filler = with == null || with.isEmpty() ? " " : with;
    long missing = Math.abs(width.longValue()) - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    Effort.current().spend(missing);
    int[] points = filler.codePoints().toArray();
    var padding = new StringBuilder();
    for (int i = 0; i < missing; i++) {
      padding.appendCodePoint(points[i % points.length]);
    }
    return width.longValue() < 0 ? padding + text : text + padding;
  }

  /** {@code $round}: half to even. */
  public static @Nullable Number round(@Nullable Number number, @Nullable Number precision) {
    if (number == null || !Utils.isNumeric(number)) {
      return null;
    }
    int scale = precision == null ? 0 : precision.intValue();
    if (Math.abs(scale) > MOST_DIGITS) {
      throw new JException("The second argument of $round must lie between -400 and 400");
    }
    return BigDecimal.valueOf(number.doubleValue())
        .setScale(scale, RoundingMode.HALF_EVEN)
        .doubleValue();
  }

  /** {@code $abs}. */
  public static @Nullable Number abs(@Nullable Number number) {
    if (number == null) {
      return null;
    }
    return number instanceof Integer || number instanceof Long
        ? Math.abs(number.longValue())
        : Math.abs(number.doubleValue());
  }

  /** {@code $sort}: texts or numbers, or whatever a comparing function understands. */
  public static @Nullable List<?> sort(@Nullable List<?> list, @Nullable Object comparison) {
    if (list == null) {
      return null;
    }
    if (comparison != null) {
      return Functions.sort(list, comparison);
    }
    boolean numbers = list.stream().allMatch(Number.class::isInstance);
    if (!numbers && !list.stream().allMatch(String.class::isInstance)) {
      throw new JException("D3070");
    }
    Comparator<Object> natural =
        numbers
            ? Comparator.comparingDouble(number -> ((Number) number).doubleValue())
            : Comparator.comparing(String.class::cast);
    return Functions.sort(list, natural);
  }

  /** {@code $now}: the subject's time. */
  public static @Nullable String now(@Nullable String picture, @Nullable String timezone) {
    return Functions.dateTimeFromMillis(millis(), picture, timezone);
  }

  /** {@code $millis}: the subject's time. */
  public static long millis() {
    return Effort.current().now().toEpochMilli();
  }

  private static StringBuilder append(StringBuilder result, String text) {
    Effort.current().spendOnText(text.length() + 16L);
    return result.append(text);
  }

  private static int atMost(@Nullable Number limit, String error) {
    if (limit == null) {
      return Integer.MAX_VALUE;
    }
    if (limit.doubleValue() < 0) {
      throw new JException(error);
    }
    return limit.intValue();
  }

  private static BoundedRegex regex(Object sought) {
    if (sought instanceof BoundedRegex regex) {
      return regex;
    }
    throw new JException("T1010");
  }
}
