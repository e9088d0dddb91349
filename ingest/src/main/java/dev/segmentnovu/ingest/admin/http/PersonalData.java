package dev.segmentnovu.ingest.admin.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.segmentnovu.event.EventCodec;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what looks like an e-mail address or a phone number, so that a list can be looked at, or
 * shared, without the contact data of people. It keeps enough to tell two of them apart at a
 * glance. Pure.
 */
public final class PersonalData {

  /** The parts are bounded, so that a long text without an address takes linear time. */
  private static final Pattern EMAIL =
      Pattern.compile(
          "([\\p{L}\\p{N}._+'%-]{1,64}?)(?:@|%40)[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){0,8}"
              + "\\.([\\p{L}\\p{N}-]{2,63})");

  /** Digits with the separators that people write; how many there must be is counted afterwards. */
  private static final Pattern DIGITS =
      Pattern.compile(
          "(?:(?<![\\p{L}\\p{N}_+])\\+|(?<![\\p{L}\\p{N}_:+.-]))\\(?\\d[\\d ./()-]{6,24}\\d"
              + "(?![\\p{L}\\p{N}_:@-])");

  private static final Pattern ADDRESS_OR_DECIMAL =
      Pattern.compile("\\d+\\.\\d+|\\d{1,3}(?:\\.\\d{1,3}){3}|\\d{4}-\\d\\d-\\d\\d(?: \\d+)?");

  /** The members of answers that lead to the next request. */
  private static final Set<String> REFERENCES =
      Set.of("id", "ids", "previousId", "deadLetterId", "sample", "examples", "next", "source");

  /** The members of answers that hold what others sent, in any form. */
  private static final Set<String> FOREIGN =
      Set.of(
          "received",
          "body",
          "batchContext",
          "batchIntegrations",
          "request",
          "response",
          "history",
          "steps",
          "wouldSend");

  private static final int SHORTEST_PHONE = 9;
  private static final int SHORTEST_BARE_PHONE = 10;
  private static final int SHORTEST_INTERNATIONAL_PHONE = 8;
  private static final int LONGEST_PHONE = 15;
  private static final int SHOWN_DIGITS = 2;

  private static final String MASK = "***";

  private PersonalData() {}

  /**
   * The text with a mask over each e-mail address and phone number: {@code a***@***.com}, {@code
   * +49***67}. In a percent-encoded text, such as the path of a request, they are masked too; it is
   * decoded then. Other text stays as it is.
   */
  public static String mask(String text) {
    String masked = maskedPlain(text);
    if (masked.indexOf('%') < 0) {
      return masked;
    }
    String decoded = decoded(masked);
    String again = maskedPlain(decoded);
    return again.equals(decoded) ? masked : again;
  }

  private static String maskedPlain(String text) {
    String masked = EMAIL.matcher(text).replaceAll(found -> maskedEmail(found));
    return DIGITS.matcher(masked).replaceAll(found -> Matcher.quoteReplacement(maskedPhone(found)));
  }

  /** The text without percent-encoding; the text itself if it is not encoded. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /**
   * A copy of an answer in which all texts are masked, but those that a client needs for its next
   * request: ids of the relay, cursors and names of sources. In what senders and Novu sent, numbers
   * and names of members are masked too.
   */
  public static ObjectNode maskedAnswer(ObjectNode json) {
    ObjectNode copy = EventCodec.JSON.createObjectNode();
    json.properties().forEach(each -> copy.set(each.getKey(), maskedMember(each)));
    return copy;
  }

  private static JsonNode maskedMember(Map.Entry<String, JsonNode> member) {
    if (REFERENCES.contains(member.getKey())) {
      return member.getValue();
    }
    return FOREIGN.contains(member.getKey())
        ? masked(member.getValue())
        : maskedOwn(member.getValue());
  }

  private static JsonNode maskedOwn(JsonNode json) {
    if (json instanceof ObjectNode object) {
      return maskedAnswer(object);
    }
    if (json instanceof ArrayNode array) {
      ArrayNode copy = EventCodec.JSON.createArrayNode();
      array.forEach(each -> copy.add(maskedOwn(each)));
      return copy;
    }
    return json.isTextual() ? masked(json) : json;
  }

  /** A copy in which all texts, numbers and names of members are masked. */
  public static JsonNode masked(JsonNode json) {
    if (json instanceof ObjectNode object) {
      ObjectNode copy = EventCodec.JSON.createObjectNode();
      object.properties().forEach(each -> copy.set(mask(each.getKey()), masked(each.getValue())));
      return copy;
    }
    if (json instanceof ArrayNode array) {
      ArrayNode copy = EventCodec.JSON.createArrayNode();
      array.forEach(each -> copy.add(masked(each)));
      return copy;
    }
    if (json instanceof POJONode pojo && pojo.getPojo() instanceof RawValue raw) {
      return masked(read(raw));
    }
    if (json.isTextual() || json.isIntegralNumber()) {
      String text = json.asText();
      String masked = mask(text);
      return masked.equals(text) ? json : new TextNode(masked);
    }
    return json;
  }

  private static JsonNode read(RawValue raw) {
    try {
      return EventCodec.JSON.readTree(String.valueOf(raw.rawValue()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the relay writes JSON only as a raw value
    }
  }

  private static String maskedEmail(MatchResult found) {
    String local = found.group(1);
    String first = local.substring(0, local.offsetByCodePoints(0, 1));
    return Matcher.quoteReplacement(first + MASK + "@" + MASK + "." + found.group(2));
  }

  private static String maskedPhone(MatchResult found) {
    String text = found.group();
    String digits = text.replaceAll("\\D", "");
    boolean international = text.startsWith("+");
    int least =
        international
            ? SHORTEST_INTERNATIONAL_PHONE
            : digits.length() == text.length() ? SHORTEST_BARE_PHONE : SHORTEST_PHONE;
    if (digits.length() < least
        || digits.length() > LONGEST_PHONE
        || (!international && ADDRESS_OR_DECIMAL.matcher(text).matches())) {
      return text;
    }
    String begin = (international ? "+" : "") + digits.substring(0, SHOWN_DIGITS);
    return begin + MASK + digits.substring(digits.length() - SHOWN_DIGITS);
  }
}
