package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The device tokens that were recently added at Novu. An app sends its token with every event, and
 * a call for each event would be wasted. Bounded: a forgotten token is sent again, which does no
 * harm.
 */
@EventLoopConfined
final class RecentDeviceTokens {

  private final Map<String, AddDeviceToken> latest;

  /**
   * Remembers no token yet.
   *
   * @param maxSubscribers how many subscribers are remembered, with the latest token of each
   */
  RecentDeviceTokens(int maxSubscribers) {
    latest =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, AddDeviceToken> eldest) {
            return size() > maxSubscribers;
          }
        };
  }

  /** Whether this is the last token that was added for its subscriber. */
  boolean has(AddDeviceToken token) {
    return token.equals(latest.get(token.subscriberId()));
  }

  void add(AddDeviceToken token) {
    latest.put(token.subscriberId(), token);
  }

  /** The subscriber was deleted with its tokens. */
  void forget(String subscriberId) {
    latest.remove(subscriberId);
  }
}
