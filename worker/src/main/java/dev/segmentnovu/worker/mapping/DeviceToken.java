package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the push token of the device an event comes from. Segment's mobile libraries put it into
 * {@code context.device} of each call; identify and track are enough to learn it by.
 */
final class DeviceToken {

  private DeviceToken() {}

  /**
   * The token, and the provider it goes to.
   *
   * @param push where tokens go, or null to leave them
   * @return empty also where the event is not of the user's own device: {@code context.active} is
   *     false
   */
  static Optional<AddDeviceToken> of(SegmentEvent event, Mapping.@Nullable Push push) {
    boolean carries = event instanceof SegmentEvent.Identify || event instanceof SegmentEvent.Track;
    if (push == null || !carries || !isActive(event)) {
      return Optional.empty();
    }
    JsonNode device = event.common().context().path("device");
    String token = device.path("token").asText("").strip();
    String provider =
        device.path("type").asText("").equalsIgnoreCase("ios") ? push.ios() : push.android();
    return token.isEmpty() || provider == null || !device.path("token").isTextual()
        ? Optional.empty()
        : Optional.of(new AddDeviceToken(event.userId(), provider, token));
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
