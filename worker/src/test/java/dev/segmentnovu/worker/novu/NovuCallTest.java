package dev.segmentnovu.worker.novu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NovuCallTest {

  private static final String ID = "jane@example.com/events";

  @Test
  void a_template_names_the_endpoint_and_nobody() {
    var fields = EventCodec.JSON.createObjectNode();
    var calls =
        List.of(
            NovuCall.createSubscriber(ID, fields),
            NovuCall.changeSubscriber(ID, fields),
            NovuCall.readSubscriber(ID),
            NovuCall.deleteSubscriber(ID),
            NovuCall.subscribe(ID, ID),
            NovuCall.addDeviceToken(new AddDeviceToken(ID, "fcm", "t")),
            new NovuCall("POST", "/v1/events/trigger", fields));

    assertThat(calls.stream().map(call -> call.method() + " " + call.template()))
        .containsExactly(
            "POST /v2/subscribers",
            "PATCH /v2/subscribers/{id}",
            "GET /v2/subscribers/{id}",
            "DELETE /v2/subscribers/{id}",
            "POST /v2/topics/{id}/subscriptions",
            "PATCH /v1/subscribers/{id}/credentials",
            "POST /v1/events/trigger");
  }
}
