package dev.segmentnovu.config.setting.form;

import dev.segmentnovu.config.Durations;
import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The ways in which a single value is written. */
public final class ValueTypes {

  /** A text as it is. */
  public static final ValueType<String> TEXT =
      new ValueType<>(new Shape.Text(), true, text -> text);

  /** A JSONata expression over the event. */
  public static final ValueType<String> EXPRESSION =
      new ValueType<>(new Shape.Expression(), false, text -> text);

  public static final ValueType<Boolean> FLAG =
      new ValueType<>(new Shape.Flag(), true, ValueTypes::readFlag);

  public static final ValueType<Long> POSITIVE =
      new ValueType<>(new Shape.Whole(1, Long.MAX_VALUE), true, ValueTypes::readPositive);

  public static final ValueType<Integer> PORT =
      new ValueType<>(new Shape.Whole(0, 65_535), true, ValueTypes::readPort);

  /** A duration above zero. */
  public static final ValueType<Duration> DURATION =
      new ValueType<>(new Shape.Time(null, null, false), true, ValueTypes::readDuration);

  /** A key, a secret or a token: it goes into HTTP headers. */
  public static final ValueType<Secret> SECRET =
      new ValueType<>(new Shape.Text(), false, ValueTypes::readSecret);

  /** A token that people or programs present; it must be too long to be guessed. */
  public static final ValueType<Secret> TOKEN =
      new ValueType<>(new Shape.Text(), false, ValueTypes::readToken);

  /** The SHA-256 of a token. */
  public static final ValueType<Secret> TOKEN_HASH =
      new ValueType<>(new Shape.Text(), false, ValueTypes::readTokenHash);

  /** The types whose values nobody is shown. */
  static final Set<ValueType<?>> SECRETS = Set.of(SECRET, TOKEN, TOKEN_HASH);

  /** Host names without ports, divided by commas. */
  public static final ValueType<List<String>> HOST_NAMES =
      new ValueType<>(new Shape.Text(), true, ValueTypes::readHostNames);

  public static final ValueType<RedisAddress> REDIS_ADDRESS =
      new ValueType<>(new Shape.Text(), false, RedisAddress::parse);

  public static final ValueType<URI> NOVU_URL =
      new ValueType<>(new Shape.Text(), false, ValueTypes::readNovuUrl);

  /** {@code Event Name=workflow,Other Event=other-workflow}. */
  public static final ValueType<Map<String, String>> WORKFLOWS =
      new ValueType<>(new Shape.TextMap(), false, ValueTypes::readWorkflows);

  private static final int SHORTEST_TOKEN = 16;

  private ValueTypes() {}

  /** A whole number of at most nine digits. */
  public static ValueType<Integer> whole(int least, int most) {
    return new ValueType<>(
        new Shape.Whole(least, most),
        true,
        text -> {
          int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
          if (value < least || value > most) {
            throw new IllegalArgumentException(
                "must be a whole number from " + least + " to " + most);
          }
          return value;
        });
  }

  /** A duration from {@code least} to {@code most}. */
  public static ValueType<Duration> duration(Duration least, Duration most) {
    return new ValueType<>(
        new Shape.Time(least, most, false),
        true,
        text ->
            Durations.parse(text)
                .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "must be a duration from "
                                + Durations.format(least)
                                + " to "
                                + Durations.format(most))));
  }

  /** A duration above zero and of at most {@code most}. */
  public static ValueType<Duration> durationUpTo(Duration most, String why) {
    return new ValueType<>(
        new Shape.Time(null, most, false),
        true,
        text -> {
          Duration value = readDuration(text);
          if (value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                "must not be longer than " + Durations.format(most) + ": " + why);
          }
          return value;
        });
  }

  /** A duration above zero and of at most {@code most}, or {@code off} for zero. */
  public static ValueType<Duration> durationOrOff(Duration most) {
    return new ValueType<>(
        new Shape.Time(null, most, true),
        true,
        text ->
            text.equals("off")
                ? Duration.ZERO
                : Durations.parse(text)
                    .filter(value -> !value.isZero() && value.compareTo(most) <= 0)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "must be off, or a duration above zero and of at most "
                                    + Durations.format(most)
                                    + ", such as 10m or 1h")));
  }

  /** One of an enum's constants, written as in {@code dead-letter}. */
  public static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(ValueTypes::written).toList();
    return new ValueType<>(
        new Shape.OneOf(words),
        true,
        text -> {
          int index = words.indexOf(text);
          if (index < 0) {
            throw new IllegalArgumentException("must be " + String.join(" or ", words));
          }
          return type.getEnumConstants()[index];
        });
  }

  /** A constant as the file and the admin API write it: {@code dead-letter}. */
  public static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean readFlag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static long readPositive(String text) {
    if (!text.matches("[1-9]\\d{0,14}")) {
      throw new IllegalArgumentException("must be a whole number above zero");
    }
    return Long.parseLong(text);
  }

  private static int readPort(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new IllegalArgumentException("must be a port from 0 (any free one) to 65535");
    }
    return Integer.parseInt(text);
  }

  private static Duration readDuration(String text) {
    return Durations.parse(text)
        .filter(duration -> !duration.isZero())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be a duration above zero such as 200ms, 5s, 10m, 1h or 7d"));
  }

  /** The error says where the wrong character is, and repeats no part of the secret. */
  private static Secret readSecret(String text) {
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

  private static Secret readToken(String text) {
    Secret token = readSecret(text);
    if (text.length() < SHORTEST_TOKEN) {
      throw new IllegalArgumentException(
          "must have at least "
              + SHORTEST_TOKEN
              + " characters and has "
              + text.length()
              + ", which can be guessed: make one with openssl rand -hex 32");
    }
    return token;
  }

  private static Secret readTokenHash(String text) {
    if (!text.matches("[0-9A-Fa-f]{64}")) {
      throw new IllegalArgumentException(
          "must be the SHA-256 of the token in 64 hexadecimal digits: echo -n \"$TOKEN\" |"
              + " sha256sum");
    }
    return new Secret(text.toLowerCase(Locale.ROOT));
  }

  private static List<String> readHostNames(String text) {
    List<String> names = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?")) {
        throw new IllegalArgumentException(
            "must be host names such as relay.example, divided by commas, without scheme, port and"
                + " path");
      }
    }
    return names;
  }

  /** An address of Novu; slashes at its end are removed. */
  private static URI readNovuUrl(String text) {
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

  private static Map<String, String> readWorkflows(String text) {
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
