package dev.segmentnovu.relay.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segmentnovu.event.EventCodec;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** The outcome of a call. */
public sealed interface Exchange {

  /** Returns what the function of this case returns. */
  <R> R match(Function<Answer, R> answer, Function<NoAnswer, R> none);

  /**
   * The server answered.
   *
   * @param status any HTTP status
   * @param body the whole body; may be empty
   */
  record Answer(int status, MultiMap headers, byte[] body) implements Exchange {

    @Override
    public <R> R match(Function<Answer, R> answer, Function<NoAnswer, R> none) {
      return answer.apply(this);
    }

    /** The value of a header, by any case of its name. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON; a missing node if it is none. */
    public JsonNode json() {
      try {
        return EventCodec.JSON.readTree(body);
      } catch (IOException e) {
        return MissingNode.getInstance();
      }
    }
  }

  /**
   * There is no whole answer.
   *
   * @param cause what to tell the user to look at
   * @param detail what happened, without a full stop; no secrets
   */
  record NoAnswer(Cause cause, String detail) implements Exchange {

    @Override
    public <R> R match(Function<Answer, R> answer, Function<NoAnswer, R> none) {
      return none.apply(this);
    }

    /** Why there is no answer. */
    public enum Cause {
      /** Nothing listens at the address, or the name has no address. */
      UNREACHABLE,
      /** No TLS connection, or a certificate that is not trusted. */
      TLS,
      /** The time of the call is over. */
      TIMEOUT,
      /** The connection ended before the answer did, or the answer is not HTTP. */
      BROKEN,
      /** The request cannot be written, for example because a header has a line break. */
      INVALID
    }
  }
}
