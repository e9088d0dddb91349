package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.mapping.profile.JsonValues;
import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the push token of the device that sent an event. Segment's mobile libraries put it into
 * {@code context.device} of each call. The relay reads it from identify and track calls only, which
 * every app sends.
 */
final class DeviceToken {

  /** Segment's event for an app that was removed from the device; its token is no longer valid. */
  private static final String UNINSTALLED = "Application Uninstalled";

  private DeviceToken() {}

  private enum Platform {
    IOS,
    ANDROID
  }

  /**
   * The request that adds the event's device token at the provider of its platform.
   *
   * @param push the providers, or null if tokens are not sent
   * @param leftOut receives a token whose platform is unknown
   * @return null if there is no token to send; also if the event does not come from the user's own
   *     device ({@code context.active} is false) or reports that the app was removed
   */
  static @Nullable AddDeviceToken find(
      SegmentEvent event, Mapping.@Nullable Push push, List<LeftOut> leftOut) {
    if (push == null || !carriesToken(event) || !isActive(event)) {
      return null;
    }
    JsonNode context = event.common().context();
    JsonNode device = context.path("device");
    JsonNode value = device.path("token");
    String token = value.isTextual() ? JsonValues.trim(value.textValue()) : "";
    if (token.isEmpty()) {
      return null;
    }
    Platform platform = platform(device, context.path("os"));
    if (platform == null) {
      leftOut.add(
          new LeftOut(
              "context.device",
              "token",
              "belongs to a device that neither device.type nor manufacturer nor os.name"
                  + " identifies as iOS or Android"));
      return null;
    }
    String provider = platform == Platform.IOS ? push.ios() : push.android();
    return provider == null ? null : new AddDeviceToken(event.userId(), provider, token);
  }

  private static boolean carriesToken(SegmentEvent event) {
    return switch (event.type()) {
      case IDENTIFY -> true;
      case TRACK -> !((SegmentEvent.Track) event).event().equalsIgnoreCase(UNINSTALLED);
      case GROUP, PAGE, SCREEN, ALIAS, DELETE -> false;
    };
  }

  /**
   * The platform by {@code type}, else by the manufacturer, else by the name of the operating
   * system. Segment's libraries differ: {@code type} may also be {@code phone} or {@code tablet}.
   */
  private static @Nullable Platform platform(JsonNode device, JsonNode os) {
    Platform byType = platformNamed(device.path("type"));
    if (byType != null) {
      return byType;
    }
    return lowerCase(device.path("manufacturer")).equals("apple")
        ? Platform.IOS
        : platformNamed(os.path("name"));
  }

  private static @Nullable Platform platformNamed(JsonNode name) {
    return switch (lowerCase(name)) {
      case "ios", "ipados", "iphone os" -> Platform.IOS;
      case "android" -> Platform.ANDROID;
      default -> null;
    };
  }

  private static String lowerCase(JsonNode text) {
    return JsonValues.trim(text.asText("")).toLowerCase(Locale.ROOT);
  }

  /**
   * Whether the event comes from the user's own device. Segment marks a call that updates traits on
   * the user's behalf, such as a nightly job's, with {@code context.active: false}. The context of
   * such a call describes the job and not the user.
   */
  static boolean isActive(SegmentEvent event) {
    JsonNode active = event.common().context().path("active");
    return !active.isBoolean() || active.booleanValue();
  }
}
