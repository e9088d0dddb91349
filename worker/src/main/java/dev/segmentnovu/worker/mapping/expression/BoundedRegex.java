package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression whose looks at its subject are counted: one that backtracks for ever ends
 * when the effort is spent. It stands in the syntax tree where the library has a {@link Pattern},
 * and can be called, as JSONata has it.
 */
final class BoundedRegex extends JFunction {

  private static final int LOOKS_PER_UNIT = 8;

  private final Pattern pattern;

  BoundedRegex(Pattern pattern) {
    super(applying(pattern), "<s-:o>");
    this.pattern = pattern;
  }

  private static JFunctionCallable applying(Pattern pattern) {
    return (input, arguments) -> {
      if (!(arguments.get(0) instanceof String subject)) {
        return null;
      }
      Matcher matcher = pattern.matcher(new Watched(subject));
      return matcher.find() ? applied(matcher) : null;
    };
  }

  private static Map<String, Object> applied(Matcher matcher) {
    Map<String, Object> match = new LinkedHashMap<>();
    match.put("match", matcher.group());
    match.put("start", matcher.start());
    match.put("end", matcher.end());
    match.put("groups", groups(matcher));
    return match;
  }

  /** The matches in {@code subject}, counting as they are sought. */
  Matcher in(String subject) {
    return pattern.matcher(new Watched(subject));
  }

  /** What the groups of {@code match} caught; an empty text for one that caught nothing. */
  static List<Object> groups(MatchResult match) {
    List<Object> groups = new ArrayList<>();
    for (int i = 1; i <= match.groupCount(); i++) {
      @Nullable String group = match.group(i);
      groups.add(group == null ? "" : group);
    }
    return groups;
  }

  /** A text that counts the looks at it. */
  private static final class Watched implements CharSequence {
    private final String text;
    private final Effort effort = Effort.current();
    private int looks;

    Watched(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++looks % LOOKS_PER_UNIT == 0) {
        effort.spend(1);
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
