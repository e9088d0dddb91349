package dev.segmentnovu.telemetry.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

final class EventFactsTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final Logger log = (Logger) LoggerFactory.getLogger(EventFactsTest.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.setAdditive(false);
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stop() {
    log.detachAppender(lines);
  }

  private List<String> logged(EventFacts facts) {
    facts.on(log.atWarn()).log("line");
    List<KeyValuePair> pairs = lines.list.get(lines.list.size() - 1).getKeyValuePairs();
    return pairs == null
        ? List.of()
        : pairs.stream().map(pair -> pair.key + "=" + pair.value).toList();
  }

  @Test
  void an_event_is_named_by_source_id_name_hash_and_trace() throws Exception {
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest("web ann@example.com".getBytes(UTF_8)))
            .substring(0, 16);

    assertThat(logged(new EventFacts("web", "m-1", "Order Placed", "ann@example.com", TRACE)))
        .containsExactly(
            "source=web",
            "messageId=m-1",
            "event=Order Placed",
            "user=" + hash,
            "trace_id=4bf92f3577b34da6a3ce929d0e0e4736",
            "span_id=00f067aa0ba902b7");
  }

  @Test
  void what_is_not_known_is_left_out() {
    assertThat(logged(EventFacts.of("web", null))).containsExactly("source=web");
    assertThat(logged(EventFacts.of(null, null))).isEmpty();
    // a hash without the source would be that of another user
    assertThat(logged(new EventFacts(null, null, null, "u", "short"))).isEmpty();
  }

  @Test
  void addresses_and_numbers_in_what_the_sender_chose_are_masked() {
    assertThat(
            logged(
                new EventFacts(
                    "web", "signup-ann@example.com", "Called +49 170 1234567", null, null)))
        .containsExactly("source=web", "messageId=s***@***.com", "event=Called +49***67");
    // a number is an id to search by
    assertThat(logged(new EventFacts("web", "17000000000000", "page", null, null)))
        .contains("messageId=17000000000000");
  }

  @Test
  void a_long_name_is_cut_and_never_within_a_character() {
    String name = "x".repeat(199) + "\uD83D\uDE00" + "y".repeat(1_000);

    assertThat(logged(new EventFacts("web", null, name, null, null)))
        .containsExactly("source=web", "event=" + "x".repeat(199));
  }

  @Test
  void the_same_user_of_another_source_has_another_hash() {
    assertThat(UserHash.of("web", "u")).hasSize(16).isNotEqualTo(UserHash.of("app", "u"));
  }
}
