package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.sandbox.environment.NovuEnvironment;
import dev.segmentnovu.sandbox.received.Reach;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The recipients of triggers, as Novu's worker sees them. The worker stores the profile of each,
 * and drops a recipient with an invalid profile, although the API has responded with {@code
 * processed}.
 */
final class Recipients {
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_:.-]+|\\S+@\\S+\\.\\S+");

  private final NovuEnvironment environment;
  private final Subscribers subscribers;
  private final TopicEndpoints topics;

  Recipients(NovuEnvironment environment, Subscribers subscribers, TopicEndpoints topics) {
    this.environment = environment;
    this.subscribers = subscribers;
    this.topics = topics;
  }

  /**
   * Whom a trigger reaches, each once.
   *
   * @param dropped why the others are not reached
   */
  record Found(Set<String> ids, List<String> dropped) {
    Reach reach() {
      return new Reach(ids.size(), dropped);
    }
  }

  /** Whether {@code id} passes Novu's check of ids, if it is switched on. */
  static boolean isValidId(String id) {
    return ID.matcher(id).matches();
  }

  /**
   * The recipients that remain after Novu's check of ids: of a list, those with a valid id.
   *
   * @return null for a single recipient without a valid id; an empty list, as in Novu, for a list
   *     of such recipients
   */
  static @Nullable JsonNode withValidIds(JsonNode to) {
    if (!(to instanceof ArrayNode list)) {
      return hasValidId(to) ? to : null;
    }
    ArrayNode valid = list.arrayNode();
    for (JsonNode each : list) {
      if (hasValidId(each)) {
        valid.add(each);
      }
    }
    return valid;
  }

  private static boolean hasValidId(JsonNode recipient) {
    String field = recipient.path("type").asText().equals("Topic") ? "topicKey" : "subscriberId";
    JsonNode id = recipient.isTextual() ? recipient : recipient.path(field);
    return id.isTextual() && isValidId(id.textValue());
  }

  /** Stores the profiles in {@code to}, and finds out who is reached. */
  Found find(JsonNode to, Instant at) {
    Found found = new Found(new LinkedHashSet<>(), new ArrayList<>());
    if (to.isArray()) {
      if (to.isEmpty()) {
        found.dropped().add("to is an empty list");
      }
      to.forEach(each -> add(each, at, found));
    } else {
      add(to, at, found);
    }
    return found;
  }

  private void add(JsonNode recipient, Instant at, Found found) {
    if (recipient.path("type").asText().equals("Topic")) {
      String key = recipient.path("topicKey").asText();
      Set<String> members = topics.members(key);
      found.ids().addAll(members);
      if (members.isEmpty()) {
        found.dropped().add("topic " + key + " has no subscribers");
      }
      return;
    }
    JsonNode id = recipient.isObject() ? recipient.path("subscriberId") : recipient;
    if (!id.isTextual() || id.textValue().isEmpty()) {
      found.dropped().add("a recipient has no subscriberId");
      return;
    }
    List<String> broken = recipient instanceof ObjectNode profile ? broken(profile) : List.of();
    if (broken.isEmpty()) {
      store(id.textValue(), recipient, at);
      found.ids().add(id.textValue());
    } else {
      found.dropped().add(id.textValue() + ": " + String.join(", ", broken));
    }
  }

  private static List<String> broken(ObjectNode profile) {
    var rules = new Rules().profile(profile);
    for (JsonNode channel : profile.path("channels")) {
      String provider = channel.path("providerId").asText();
      rules.check(NovuEnvironment.PROVIDERS.contains(provider), "there is no provider " + provider);
    }
    return rules.broken();
  }

  private void store(String id, JsonNode recipient, Instant at) {
    subscribers.touch(id, recipient, at);
    for (JsonNode channel : recipient.path("channels")) {
      String provider = channel.path("providerId").asText();
      if (environment.integrations().contains(provider)) {
        List<String> tokens = new ArrayList<>();
        channel.at("/credentials/deviceTokens").forEach(token -> tokens.add(token.asText()));
        subscribers.addTokens(id, provider, tokens);
      }
    }
  }
}
