package dev.segmentnovu.worker.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import org.junit.jupiter.api.Test;

final class RecentDeviceTokensTest {

  @Test
  void beyond_the_bound_the_least_recently_used_subscriber_is_forgotten() {
    var tokens = new RecentDeviceTokens(2);
    tokens.add(token("a"));
    tokens.add(token("b"));
    assertThat(tokens.has(token("a"))).isTrue();
    tokens.add(token("c"));

    assertThat(tokens.has(token("a"))).isTrue();
    assertThat(tokens.has(token("b"))).isFalse();
    assertThat(tokens.has(token("c"))).isTrue();
  }

  private static AddDeviceToken token(String subscriberId) {
    return new AddDeviceToken(subscriberId, "fcm", "t");
  }
}
