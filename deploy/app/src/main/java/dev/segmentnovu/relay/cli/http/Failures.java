package dev.segmentnovu.relay.cli.http;

import dev.segmentnovu.relay.cli.http.Exchange.NoAnswer;
import dev.segmentnovu.relay.cli.http.Exchange.NoAnswer.Cause;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.MalformedURLException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Tells from the exception of a call why there is no answer. Pure. */
final class Failures {

  /** A chain of causes may contain a cycle. */
  private static final int DEEPEST = 20;

  private Failures() {}

  static NoAnswer of(Throwable failure) {
    int depth = 0;
    for (Throwable each = failure; each != null && depth++ < DEEPEST; each = each.getCause()) {
      if (each instanceof SSLException || each instanceof GeneralSecurityException) {
        Throwable last = innermost(each);
        // its message is the answer of a port without TLS, in hexadecimal digits
        return new NoAnswer(
            Cause.TLS,
            last instanceof NotSslRecordException
                ? "the port has no TLS; write http:// in its address"
                : words(last));
      }
      if (each instanceof UnknownHostException) {
        return new NoAnswer(Cause.UNREACHABLE, "the name has no address");
      }
      if (each instanceof ConnectException || each instanceof NoRouteToHostException) {
        return new NoAnswer(Cause.UNREACHABLE, words(each));
      }
      if (each instanceof IllegalArgumentException || each instanceof MalformedURLException) {
        // without the exception's message, which repeats the value
        return new NoAnswer(
            Cause.INVALID, "its address or a header has characters that must not be");
      }
      if (each instanceof TimeoutException) {
        return new NoAnswer(Cause.TIMEOUT, "the time is over");
      }
    }
    return new NoAnswer(Cause.BROKEN, words(failure));
  }

  /** The last cause says which certificate or protocol is wrong. */
  private static Throwable innermost(Throwable failure) {
    Throwable last = failure;
    for (int depth = 0; last.getCause() != null && depth < DEEPEST; depth++) {
      last = last.getCause();
    }
    return last;
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
