package dev.segmentnovu.queue.history.failure;

/**
 * A message without the values of an event, so that equal failures have equal messages: quoted
 * texts, e-mail addresses, times, numbers and words with digits become placeholders. Novu lists its
 * reasons as quoted texts in brackets: of each, only the values within it are replaced. Pure.
 */
public final class MessagePattern {

  private static final int MAX_CHARS = 300;

  /** What follows in a longer message is not read: a response of Novu may be long. */
  private static final int MAX_CHARS_READ = 1_000;

  /** The longest local part of an e-mail address. */
  private static final int MAX_LOCAL_PART = 64;

  /** A quoted text, however long. */
  private static final String VALUE = "<value>";

  /** What stands before Novu's status in the relay's own messages. */
  private static final String ANSWERED = "Novu answered ";

  private static final String EMAIL = "<email>";
  private static final String TIME = "<time>";
  private static final String NUMBER = "<number>";
  private static final String ID = "<id>";

  private final String text;
  private final StringBuilder pattern = new StringBuilder();
  private int at;

  /** Whether the position is within a reason of a list. */
  private boolean inReason;

  /** Whether the reason before the position is followed by another. */
  private boolean inList;

  private MessagePattern(String text) {
    this.text = text;
  }

  /** The pattern of a message, at most {@value #MAX_CHARS} characters. */
  public static String of(String message) {
    return new MessagePattern(
            message.length() <= MAX_CHARS_READ ? message : message.substring(0, MAX_CHARS_READ))
        .read();
  }

  private String read() {
    while (at < text.length() && pattern.length() < MAX_CHARS) {
      char c = text.charAt(at);
      int end = delimitsReason(c) ? 0 : quotedEnd(c);
      if (end > 0) {
        put(VALUE, end);
      } else if (Character.isLetterOrDigit(c) || c == '_') {
        word();
      } else {
        pattern.append(c < ' ' ? ' ' : c);
        at++;
      }
    }
    if (pattern.length() > MAX_CHARS) {
      pattern.setLength(MAX_CHARS);
    }
    return pattern.toString();
  }

  /** Whether the quotation mark {@code c} begins or ends a reason of a list. */
  private boolean delimitsReason(char c) {
    char before = at == 0 ? ' ' : text.charAt(at - 1);
    if (c != '"' || before == '\\') {
      return false;
    }
    if (inReason) {
      inReason = false;
      inList = at + 1 < text.length() && text.charAt(at + 1) == ',';
      return true;
    }
    inReason = before == '[' || (inList && before == ',');
    return inReason;
  }

  private void put(String placeholder, int end) {
    pattern.append(placeholder);
    at = end;
  }

  /** Where the quoted text ends that begins here; 0 if none begins. */
  private int quotedEnd(char c) {
    if (inReason && c == '"') {
      // within a reason, quotation marks are escaped
      int end = text.indexOf("\\\"", at + 1);
      return end < 0 ? 0 : end + 2;
    }
    char close =
        switch (c) {
          case '"', '`', '\'' -> c;
          case '“' -> '”';
          case '‘' -> '’';
          case '«' -> '»';
          default -> 0;
        };
    // an apostrophe stands behind a letter: Novu's
    boolean apostrophe = c == '\'' && at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
    if (close == 0 || apostrophe) {
      return 0;
    }
    for (int end = at + 1; end < text.length(); end++) {
      char next = text.charAt(end);
      boolean inWord =
          c == '\'' && end + 1 < text.length() && Character.isLetterOrDigit(text.charAt(end + 1));
      if (next == '\\' && close == '"') {
        end++;
      } else if (next == close && !inWord) {
        return end + 1;
      }
    }
    return 0;
  }

  private void word() {
    int mail = emailEnd();
    if (mail > 0) {
      put(EMAIL, mail);
      return;
    }
    int end = wordEnd();
    boolean numeric = end == at;
    if (numeric) {
      end = numberEnd();
    }
    String word = text.substring(at, end);
    if (numeric) {
      boolean status = pattern.toString().endsWith(ANSWERED);
      put(status ? word : word.indexOf('T') > 0 || word.indexOf('-') > 0 ? TIME : NUMBER, end);
    } else if (hasDigit(word) && !isVersion(word)) {
      put(ID, end);
    } else {
      put(word, end);
    }
  }

  /** Where the e-mail address ends that begins here; 0 if none begins. */
  private int emailEnd() {
    int i = at;
    int most = Math.min(text.length(), at + MAX_LOCAL_PART);
    while (i < most && isOfLocalPart(text.charAt(i))) {
      i++;
    }
    if (i == text.length() || text.charAt(i) != '@') {
      return 0;
    }
    int host = ++i;
    while (i < text.length()
        && (isOfWord(text.charAt(i)) || (text.charAt(i) == '.' && isWordAt(i + 1)))) {
      i++;
    }
    return i > host ? i : 0;
  }

  private static boolean isOfLocalPart(char c) {
    return isOfWord(c) || c == '.' || c == '+' || c == '%';
  }

  /** Where the word ends that begins here; {@code at} if it is a number or a time. */
  private int wordEnd() {
    int end = at;
    boolean digits = true;
    while (end < text.length() && isOfWord(text.charAt(end))) {
      digits &= isOfTime(text.charAt(end));
      end++;
    }
    return digits && Character.isDigit(text.charAt(at)) ? at : end;
  }

  /** Where the number, the time or the address ends that begins here: 1,000.5 and 10:30:00Z. */
  private int numberEnd() {
    int end = at;
    while (end < text.length()) {
      char c = text.charAt(end);
      boolean joint = (c == '.' || c == ':' || c == ',' || c == '+') && isDigitAt(end + 1);
      if (!joint && !isOfTime(c)) {
        break;
      }
      end++;
    }
    return end;
  }

  private boolean isDigitAt(int index) {
    return index < text.length() && Character.isDigit(text.charAt(index));
  }

  private boolean isWordAt(int index) {
    return index < text.length() && isOfWord(text.charAt(index));
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }

  private static boolean isOfTime(char c) {
    return Character.isDigit(c) || c == '-' || c == 'T' || c == 'Z';
  }

  private static boolean hasDigit(String word) {
    return word.chars().anyMatch(Character::isDigit);
  }

  /** The version in a path, such as /v1/events: it is no value of an event. */
  private boolean isVersion(String word) {
    return at > 0
        && text.charAt(at - 1) == '/'
        && word.charAt(0) == 'v'
        && word.length() <= 3
        && word.chars().skip(1).allMatch(Character::isDigit);
  }
}
