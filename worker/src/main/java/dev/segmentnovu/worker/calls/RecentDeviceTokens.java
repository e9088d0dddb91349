package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The device tokens Novu was given lately: an app sends its token with every event, and one call
 * for each would be wasted. Bounded; what is forgotten is sent again, which does no harm.
 */
@EventLoopConfined
final class RecentDeviceTokens {

  private final Map<String, AddDeviceToken> latest;

  /**
   * Remembers none yet.
   *
   * @param most subscribers, the latest token of each
   */
  RecentDeviceTokens(int most) {
    latest =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, AddDeviceToken> eldest) {
            return size() > most;
          }
        };
  }

  /** Whether this is the last that Novu was given for the subscriber. */
  boolean has(AddDeviceToken token) {
    return token.equals(latest.get(token.subscriberId()));
  }

  void add(AddDeviceToken token) {
    latest.put(token.subscriberId(), token);
  }

  /** The subscriber was deleted, and the tokens with it. */
  void forget(String subscriberId) {
    latest.remove(subscriberId);
  }
}
