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
 * A regular expression that counts the characters it reads: one that backtracks endlessly fails
 * when the budget is spent. It replaces the library's {@link Pattern} in the syntax tree. Like any
 * regular expression of JSONata it can be called as a function.
 */
final class BoundedRegex extends JFunction {

  private static final int READS_PER_UNIT = 8;

  private final Pattern pattern;

  BoundedRegex(Pattern pattern) {
    super(asFunction(pattern), "<s-:o>");
    this.pattern = pattern;
  }

  private static JFunctionCallable asFunction(Pattern pattern) {
    return (input, arguments) -> {
      if (!(arguments.get(0) instanceof String text)) {
        return null;
      }
      Matcher matcher = pattern.matcher(new CountedText(text));
      return matcher.find() ? toObject(matcher) : null;
    };
  }

  /** The object that JSONata defines for a match: its text, start, end and groups. */
  static Map<String, Object> toObject(MatchResult match) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("match", match.group());
    object.put("start", match.start());
    object.put("end", match.end());
    object.put("groups", groups(match));
    return object;
  }

  /** A matcher over {@code text} that counts what it reads. */
  Matcher matcher(String text) {
    return pattern.matcher(new CountedText(text));
  }

  /** The texts of the groups of {@code match}; an empty text for a group that did not match. */
  static List<Object> groups(MatchResult match) {
    List<Object> groups = new ArrayList<>();
    for (int i = 1; i <= match.groupCount(); i++) {
      @Nullable String group = match.group(i);
      groups.add(group == null ? "" : group);
    }
    return groups;
  }

  /** A text that counts how often its characters are read. */
  private static final class CountedText implements CharSequence {
    private final String text;
    private final EvaluationBudget budget = EvaluationBudget.current();
    private int reads;

    CountedText(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++reads % READS_PER_UNIT == 0) {
        budget.spend(1);
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
