package dev.segmentnovu.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class TraceMarksTest {
  private static final int RUN = 3;

  private final TraceMarks marks = new TraceMarks();

  @Test
  void an_event_with_a_response_before_the_users_next_event_was_sent_must_arrive_first() {
    marks.begin(RUN, 1);
    comes(0, 0);
    comes(3, 3);
    comes(1, 0);
    comes(2, 0);
    comes(4, 3);

    JsonNode json = marks.json();
    assertThat(json.path("outOfOrder").asInt()).isEqualTo(2);
    assertThat(json.path("delivered").asInt()).isEqualTo(5);
  }

  @Test
  void events_that_were_in_flight_at_once_have_no_order() {
    marks.begin(RUN, 1);
    comes(2, 1);
    comes(1, 1);
    comes(0, 0);

    assertThat(marks.json().path("outOfOrder").asInt()).as("0 has its response").isEqualTo(1);

    marks.begin(RUN, 1);
    comes(2, 0);
    comes(1, 0);
    comes(0, 0);

    assertThat(marks.json().path("outOfOrder").asInt(-1)).isZero();
  }

  @Test
  void events_of_other_users_and_repeats_are_not_out_of_order() {
    int users = 1_000;
    int other = 1;
    while (OutgoingRequest.user(other, users) == OutgoingRequest.user(0, users)) {
      other++;
    }
    marks.begin(RUN, users);
    comes(other, other);
    comes(0, 0);
    comes(other, other);
    comes(0, 0);

    JsonNode json = marks.json();
    assertThat(json.path("outOfOrder").asInt(-1)).isZero();
    assertThat(json.path("duplicates").asInt()).isEqualTo(2);
  }

  private void comes(int number, int settled) {
    byte[] bytes = TraceMark.BLANK.getBytes(US_ASCII);
    TraceMark.write(bytes, 0, 1, RUN, number, settled);
    marks.add(bytes, 0, 2);
  }
}
