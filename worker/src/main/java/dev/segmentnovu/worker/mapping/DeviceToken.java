package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.mapping.MappingResult.LeftOut;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the push token of the device an event comes from. Segment's mobile libraries put it into
 * {@code context.device} of each call; identify and track are enough to learn it by.
 */
final class DeviceToken {

  /** Segment's event of an app that is gone, and its token with it. */
  private static final String UNINSTALLED = "Application Uninstalled";

  private DeviceToken() {}

  private enum Platform {
    IOS,
    ANDROID
  }

  /**
   * The token, and the provider it goes to.
   *
   * @param push where tokens go, or null to leave them
   * @param leftOut takes a token that cannot be sent because nothing tells its provider
   * @return null if there is none to send; also where the event is not of the user's own device
   *     ({@code context.active} is false), and where the app was removed from it
   */
  static @Nullable AddDeviceToken of(
      SegmentEvent event, Mapping.@Nullable Push push, List<LeftOut> leftOut) {
    if (push == null || !carriesToken(event) || !isActive(event)) {
      return null;
    }
    JsonNode context = event.common().context();
    JsonNode device = context.path("device");
    JsonNode value = device.path("token");
    String token = value.isTextual() ? JsonValues.trimmed(value.textValue()) : "";
    if (token.isEmpty()) {
      return null;
    }
    Platform platform = platform(device, context.path("os"));
    if (platform == null) {
      leftOut.add(
          new LeftOut(
              "context.device",
              "token",
              "is of a device that neither device.type nor manufacturer nor os.name tells to be"
                  + " iOS or Android"));
      return null;
    }
    String provider = platform == Platform.IOS ? push.ios() : push.android();
    return provider == null ? null : new AddDeviceToken(event.userId(), provider, token);
  }

  private static boolean carriesToken(SegmentEvent event) {
    return event instanceof SegmentEvent.Track track
        ? !track.event().equalsIgnoreCase(UNINSTALLED)
        : event instanceof SegmentEvent.Identify;
  }

  /** Segment's libraries disagree: {@code type} may also be {@code phone} or {@code tablet}. */
  private static @Nullable Platform platform(JsonNode device, JsonNode os) {
    Platform byType = named(device.path("type"));
    if (byType != null) {
      return byType;
    }
    return lowerCase(device.path("manufacturer")).equals("apple")
        ? Platform.IOS
        : named(os.path("name"));
  }

  private static @Nullable Platform named(JsonNode name) {
    return switch (lowerCase(name)) {
      case "ios", "ipados", "iphone os" -> Platform.IOS;
      case "android" -> Platform.ANDROID;
      default -> null;
    };
  }

  private static String lowerCase(JsonNode text) {
    return JsonValues.trimmed(text.asText("")).toLowerCase(Locale.ROOT);
  }

  /**
   * Whether the user is on the device the event comes from. Segment's {@code context.active}: false
   * marks a call that updates traits on somebody's behalf, a nightly job's say, whose context is
   * the job's and not the user's.
   */
  static boolean isActive(SegmentEvent event) {
    JsonNode active = event.common().context().path("active");
    return !active.isBoolean() || active.booleanValue();
  }
}
