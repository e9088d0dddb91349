package dev.segmentnovu.ingest.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.admin.access.WrongTokens.Verdict;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waits after wrong tokens, by a clock that the test sets. */
final class WrongTokensTest {

  private long now = -5;
  private final WrongTokens tokens = new WrongTokens(() -> now);

  private Verdict guess(String address) {
    return tokens.judge(address, null);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void guessUntilItMustWait(String address) {
    for (int i = 1; i < WrongTokens.FREE; i++) {
      assertThat(guess(address)).isEqualTo(Verdict.WRONG);
    }
    assertThat(guess(address)).isEqualTo(Verdict.WRONG_TOO_OFTEN);
  }

  @Test
  void an_address_waits_longer_after_each_wrong_token() {
    guessUntilItMustWait("a");
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      assertThat(guess("a")).isEqualTo(Verdict.WAIT);
      long seconds = tokens.secondsToWait("a");
      waits.add(seconds);
      pass(Duration.ofSeconds(seconds).minusNanos(1));
      assertThat(guess("a")).isEqualTo(Verdict.WAIT);
      pass(Duration.ofNanos(1));
      assertThat(guess("a")).isEqualTo(Verdict.WRONG_TOO_OFTEN);
    }

    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void while_an_address_waits_a_right_token_gets_the_same_answer_as_a_wrong_one() {
    guessUntilItMustWait("a");

    assertThat(tokens.judge("a", "ops")).isEqualTo(Verdict.WAIT);
    pass(Duration.ofSeconds(1));
    assertThat(tokens.judge("a", "ops")).isEqualTo(Verdict.ADMITTED);
  }

  @Test
  void a_token_that_was_right_from_an_address_before_never_waits() {
    assertThat(tokens.judge("proxy", "ops")).isEqualTo(Verdict.ADMITTED);
    guessUntilItMustWait("proxy");

    assertThat(tokens.judge("proxy", "ops")).isEqualTo(Verdict.ADMITTED);
    assertThat(tokens.judge("proxy", "other")).isEqualTo(Verdict.WAIT);
    assertThat(guess("proxy")).isEqualTo(Verdict.WAIT);
  }

  @Test
  void other_addresses_do_not_wait() {
    guessUntilItMustWait("a");

    assertThat(tokens.judge("b", "ops")).isEqualTo(Verdict.ADMITTED);
    assertThat(guess("b")).isEqualTo(Verdict.WRONG);
  }

  @Test
  void a_right_token_does_not_make_guessing_cheaper() {
    tokens.judge("a", "ops");
    for (int i = 1; i < WrongTokens.FREE; i++) {
      guess("a");
      tokens.judge("a", "ops");
    }

    assertThat(guess("a")).isEqualTo(Verdict.WRONG_TOO_OFTEN);
  }

  @Test
  void wrong_tokens_are_forgotten_after_a_while() {
    guessUntilItMustWait("a");
    pass(WrongTokens.MEMORY.plusNanos(1));

    guessUntilItMustWait("a");
  }

  @Test
  void the_table_is_bounded_and_keeps_who_called_last() {
    guessUntilItMustWait("a");
    for (int i = 0; i < WrongTokens.MOST_ADDRESSES + 100; i++) {
      guess("b" + i);
      assertThat(tokens.judge("a", "ops")).isEqualTo(Verdict.WAIT);
    }

    assertThat(tokens.size()).isEqualTo(WrongTokens.MOST_ADDRESSES);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
    "2001:db8:1:2::1, 20010db800010002/64",
    "2001:db8:1:3::1, 20010db800010003/64",
  })
  void an_ipv6_client_is_counted_by_its_network(String address, String group) {
    assertThat(ClientAddress.group(SocketAddress.inetSocketAddress(1, address))).isEqualTo(group);
  }
}
