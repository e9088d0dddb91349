package dev.segmentnovu.ingest.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ShowingsTest {

  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  private final Showings showings = new Showings();

  @Test
  void there_is_one_entry_per_operator_and_source_in_ten_minutes_and_it_counts_the_rest() {
    assertThat(showings.count("ops", "web", START)).hasValue(1);
    assertThat(showings.count("ops", "web", START.plusSeconds(1))).isEmpty();
    assertThat(showings.count("ops", "web", START.plusSeconds(599))).isEmpty();
    assertThat(showings.count("ops", "app", START.plusSeconds(1))).hasValue(1);
    assertThat(showings.count("ops", null, START.plusSeconds(1))).hasValue(1);
    assertThat(showings.count("bob", "web", START.plusSeconds(1))).hasValue(1);
    assertThat(showings.count("ops", "web", START.plusSeconds(600))).hasValue(3);
    assertThat(showings.count("ops", "web", START.plusSeconds(1200))).hasValue(1);
  }
}
