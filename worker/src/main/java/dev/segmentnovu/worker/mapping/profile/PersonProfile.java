package dev.segmentnovu.worker.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.util.List;
import java.util.Set;

/**
 * The profile of a trigger's recipient or actor, in the form that Novu accepts. Novu creates or
 * changes the subscriber by it, and drops the recipient if a member is wrong.
 */
public final class PersonProfile {

  /** The ids of chat and push providers that Novu knows. It drops a recipient with any other. */
  private static final Set<String> PROVIDERS =
      Set.of(
          "slack",
          "discord",
          "msteams",
          "mattermost",
          "ryver",
          "zulip",
          "grafana-on-call",
          "getstream",
          "rocket-chat",
          "whatsapp-business",
          "chat-webhook",
          "novu-slack",
          "fcm",
          "apns",
          "expo",
          "one-signal",
          "pushpad",
          "push-webhook",
          "pusher-beams",
          "appio");

  private PersonProfile() {}

  /**
   * A copy of {@code person} whose profile fields, {@code data} and {@code channels} are valid.
   * Other members are unchanged.
   *
   * @param person an object; it is not changed
   * @param place where it comes from, for people: {@code to}
   * @param leftOut receives the values that Novu would refuse
   */
  public static ObjectNode normalize(ObjectNode person, String place, List<LeftOut> leftOut) {
    ObjectNode normalized = EventCodec.JSON.createObjectNode();
    normalized.setAll(person);
    ObjectNode fields = ProfileFields.extract(normalized, place, leftOut);
    ProfileFields.remove(normalized);
    removeInvalidData(normalized, place, leftOut);
    removeInvalidChannels(normalized, place, leftOut);
    return normalized.setAll(fields);
  }

  private static void removeInvalidData(ObjectNode person, String place, List<LeftOut> leftOut) {
    JsonNode data = person.get("data");
    if (data != null && !data.isObject() && !data.isNull()) {
      person.remove("data");
      leftOut.add(new LeftOut(place, "data", "is " + JsonValues.kindOf(data) + ", not an object"));
    }
  }

  private static void removeInvalidChannels(
      ObjectNode person, String place, List<LeftOut> leftOut) {
    JsonNode channels = person.get("channels");
    if (channels == null) {
      return;
    }
    ArrayNode valid = EventCodec.JSON.createArrayNode();
    if (channels.isArray()) {
      channels.forEach(
          channel -> {
            if (PROVIDERS.contains(channel.path("providerId").asText(""))
                && channel.path("credentials").isObject()) {
              valid.add(channel);
            }
          });
    }
    if (valid.size() < channels.size() || !channels.isArray()) {
      leftOut.add(
          new LeftOut(
              place,
              "channels",
              channels.isArray()
                  ? "has one without credentials or of a provider that Novu does not know"
                  : "is " + JsonValues.kindOf(channels) + ", not a list"));
    }
    if (valid.isEmpty()) {
      person.remove("channels");
    } else {
      person.set("channels", valid);
    }
  }
}
