package dev.segmentnovu.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventTimeTest {

  private static final Instant RECEIVED = Instant.parse("2026-11-23T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the event's members | sentAt of its batch | the time
        // a client whose clock is right, an hour behind, a year ahead, and of 1970
        "'timestamp':'2026-11-23T11:59:00Z','sentAt':'2026-11-23T12:00:00Z' | | 2026-11-23T11:59:00Z",
        "'timestamp':'2026-11-23T10:59:00Z','sentAt':'2026-11-23T11:00:00Z' | | 2026-11-23T11:59:00Z",
        "'timestamp':'2027-11-23T11:59:00Z','sentAt':'2027-11-23T12:00:00Z' | | 2026-11-23T11:59:00Z",
        "'timestamp':'1970-01-01T00:00:00Z','sentAt':'1970-01-01T00:01:00Z' | | 2026-11-23T11:59:00Z",
        // the batch's time, and the event's own, which wins
        "'timestamp':'2026-11-23T10:59:00Z' | 2026-11-23T11:00:00Z | 2026-11-23T11:59:00Z",
        "'timestamp':'2026-11-23T10:59:00Z','sentAt':'2026-11-23T11:00:00Z' | 2020-01-01T00:00:00Z | 2026-11-23T11:59:00Z",
        "'timestamp':'2026-11-23T12:59:00+02:00' | 2026-11-23T13:00:00+02:00 | 2026-11-23T11:59:00Z",
        // history
        "'timestamp':'2014-05-06T07:08:09.123Z' | 2026-11-23T12:00:00Z | 2014-05-06T07:08:09.123Z",
        // nothing to correct it by
        "'timestamp':'2026-11-23T10:59:00Z' | | 2026-11-23T10:59:00Z",
        "'timestamp':'2026-11-23T10:59:00Z','sentAt':'soon' | | 2026-11-23T10:59:00Z",
        "'timestamp':'2026-11-23T10:59:00Z','sentAt':null | | 2026-11-23T10:59:00Z",
        // Segment has corrected it already
        "'timestamp':'2015-02-23T22:28:55.176Z','originalTimestamp':'2015-02-23T22:28:54.900Z','sentAt':'2015-02-23T22:28:55.111Z','receivedAt':'2015-02-23T22:28:55.387Z' | | 2015-02-23T22:28:55.176Z",
        "'timestamp':'2015-02-23T22:28:55.176+0000','originalTimestamp':'2015-02-23 22:28:54' | | 2015-02-23T22:28:55.176Z",
        // never later than Segment received it, if that is not later than when we did
        "'timestamp':'2016-01-01T00:00:00Z','originalTimestamp':'2015-02-23T22:28:54Z','receivedAt':'2015-02-23T22:28:55Z' | | 2015-02-23T22:28:55Z",
        "'timestamp':'2016-01-01T00:00:00Z','receivedAt':'2015-02-23T22:28:55Z' | | 2015-02-23T22:28:55Z",
        "'timestamp':'soon','receivedAt':'2015-02-23T22:28:55Z' | | 2015-02-23T22:28:55Z",
        "'timestamp':'2031-01-01T00:00:00Z','originalTimestamp':'2031-01-01T00:00:00Z','receivedAt':'2031-01-01T00:00:00Z' | | 2026-11-23T12:00:00Z",
        // or has left it to us
        "'originalTimestamp':'2015-02-23T22:28:54.900Z','sentAt':'2015-02-23T22:28:55.111Z','receivedAt':'2015-02-23T22:28:55.387Z' | | 2015-02-23T22:28:55.176Z",
        // no time at all
        "'event':'E' | | 2026-11-23T12:00:00Z",
        "'timestamp':null | | 2026-11-23T12:00:00Z",
        "'timestamp':'yesterday' | 2026-11-23T12:00:00Z | 2026-11-23T12:00:00Z",
        "'timestamp':1795450254524 | | 2026-11-23T12:00:00Z",
        "'timestamp':'2026-02-30T10:59:00.000Z' | | 2026-11-23T12:00:00Z",
        "'timestamp':'2026-11-23T10:5x:00.000Z' | | 2026-11-23T12:00:00Z",
        "'timestamp':'1969-12-31T23:59:59.999Z' | | 2026-11-23T12:00:00Z",
        // absurd: later than it was sent, later than it was received, before 1970, not a plausible
        // year
        "'timestamp':'2026-11-23T11:00:00Z','sentAt':'2026-11-23T10:00:00Z' | | 2026-11-23T12:00:00Z",
        "'timestamp':'2031-01-01T00:00:00Z' | | 2026-11-23T12:00:00Z",
        "'timestamp':'1969-12-31T23:59:59Z' | | 2026-11-23T12:00:00Z",
        "'timestamp':'+999999999-12-31T23:59:59Z' | 2026-11-23T12:00:00Z | 2026-11-23T12:00:00Z",
        "'timestamp':'-999999999-01-01T00:00:00Z' | +999999999-12-31T23:59:59Z | 2026-11-23T12:00:00Z",
        "'timestamp':'1970-01-01T00:00:00Z' | 9999-12-31T23:59:59Z | 1970-01-01T00:00:00Z",
      })
  void the_time_is_counted_back_from_our_own_clock(
      String members, @Nullable String batchSentAt, Instant time) throws JsonProcessingException {
    var event = (ObjectNode) EventCodec.JSON.readTree("{" + members.replace('\'', '"') + "}");

    assertThat(EventTime.of(event, batchSentAt, RECEIVED).time()).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'event':'E'                                                       | false",
        "'timestamp':null                                                  | false",
        "'timestamp':'2014-04-04T00:00:00+0000'                            | false",
        "'timestamp':'soon','originalTimestamp':'2014-04-04T00:00:00.000Z' | false",
        "'timestamp':'2031-01-01T00:00:00Z'                                | false",
        "'timestamp':'soon'                                                | true",
        "'timestamp':''                                                    | true",
        "'timestamp':1795450254524                                         | true",
        "'timestamp':'2026-02-30T10:59:00.000Z'                            | true",
        "'originalTimestamp':{}                                            | true",
      })
  void a_time_that_cannot_be_read_is_told_from_none(String members, boolean unreadable)
      throws JsonProcessingException {
    var event = (ObjectNode) EventCodec.JSON.readTree("{" + members.replace('\'', '"') + "}");

    assertThat(EventTime.of(event, null, RECEIVED).unreadable()).isEqualTo(unreadable);
  }
}
