package dev.segmentnovu.config.read;

import dev.segmentnovu.config.Durations;
import dev.segmentnovu.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The forms of values: each throws {@link IllegalArgumentException} with what would be right. */
final class Converters {

  private Converters() {}

  static int whole(String text, int least, int most) {
    int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    if (value < least || value > most) {
      throw new IllegalArgumentException("must be a whole number from " + least + " to " + most);
    }
    return value;
  }

  static long positive(String text) {
    if (!text.matches("[1-9]\\d{0,14}")) {
      throw new IllegalArgumentException("must be a whole number above zero");
    }
    return Long.parseLong(text);
  }

  static int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new IllegalArgumentException("must be a port from 0 (any free one) to 65535");
    }
    return Integer.parseInt(text);
  }

  static Duration durationOrOff(String text, Duration longest) {
    if (text.strip().equals("off")) {
      return Duration.ZERO;
    }
    return Durations.parse(text)
        .filter(duration -> !duration.isZero() && duration.compareTo(longest) <= 0)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be off, or a duration above zero and of at most "
                        + Durations.format(longest)
                        + ", such as 10m or 1h"));
  }

  static Duration duration(String text) {
    return Durations.parse(text)
        .filter(duration -> !duration.isZero())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be a duration above zero such as 200ms, 5s, 10m, 1h or 7d"));
  }

  static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  static <E extends Enum<E>> E choice(String text, Class<E> type) {
    for (E each : type.getEnumConstants()) {
      if (written(each).equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "must be "
            + Arrays.stream(type.getEnumConstants())
                .map(Converters::written)
                .collect(Collectors.joining(" or ")));
  }

  /** A constant as the file has it: {@code dead-letter}. */
  static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * A key, a secret or a token. It goes into HTTP headers, so it may have visible ASCII characters
   * only. The message tells where the wrong character is, and repeats nothing of the secret.
   */
  static Secret secret(String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each < '!' || each > '~') {
        String what =
            each == '\n' || each == '\r'
                ? "a line break"
                : each == ' ' || each == '\t'
                    ? "a blank"
                    : each < ' ' || each == 0x7f
                        ? "a control character"
                        : "a character that is not ASCII";
        throw new IllegalArgumentException(
            "must have visible ASCII characters only, and character "
                + (i + 1)
                + " of "
                + text.length()
                + " is "
                + what
                + ": copy it again, as one word");
      }
    }
    return new Secret(text);
  }

  /** An address of Novu, without a slash at its end. */
  static URI novuUrl(String text) {
    try {
      var uri = new URI(text.replaceAll("/+$", ""));
      if (uri.getHost() != null
          && Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.toString().equals(uri.toASCIIString())
          && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // as wrong as any other
    }
    throw new IllegalArgumentException(
        "must be an http or https address such as https://api.novu.co or https://eu.api.novu.co");
  }

  /** {@code Event Name=workflow,Other Event=other-workflow}. */
  static Map<String, String> workflows(String text) {
    Map<String, String> workflows = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      // an event's name may hold an equals sign, a workflow's identifier may not
      int split = pair.lastIndexOf('=');
      String event = split < 0 ? "" : pair.substring(0, split).strip();
      String workflow = split < 0 ? "" : pair.substring(split + 1).strip();
      if (event.isEmpty() || workflow.isEmpty()) {
        throw new IllegalArgumentException(
            "must be a map, or read Event Name=workflow,Other Event=other-workflow; this part does"
                + " not: '"
                + pair.strip()
                + "'");
      }
      if (workflows.put(event, workflow) != null) {
        throw new IllegalArgumentException("maps '" + event + "' twice");
      }
    }
    return workflows;
  }
}
