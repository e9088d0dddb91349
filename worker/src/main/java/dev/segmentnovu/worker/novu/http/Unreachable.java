package dev.segmentnovu.worker.novu.http;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Explains why there was no connection to Novu, and what to do about it. Pure. */
final class Unreachable {

  private static final String ADDRESS = "check novu.url (NOVU_API_URL)";
  private static final String TRUST_STORE = "-Djavax.net.ssl.trustStore in JAVA_TOOL_OPTIONS";

  /** A chain of causes may be circular. */
  private static final int MAX_CAUSES = 20;

  private static final int MESSAGE_CHARS = 300;

  private Unreachable() {}

  /** The message for operators, on one line. */
  static String message(URI url, Throwable failure) {
    Deque<Throwable> innermostFirst = new ArrayDeque<>();
    for (Throwable cause = failure;
        cause != null && innermostFirst.size() < MAX_CAUSES;
        cause = cause.getCause()) {
      innermostFirst.addFirst(cause);
    }
    String why = null;
    for (Throwable cause : innermostFirst) {
      why = why == null ? why(cause) : why;
    }
    if (why == null) {
      Throwable cause = innermostFirst.getFirst();
      boolean tls = innermostFirst.stream().anyMatch(SSLException.class::isInstance);
      why =
          tls
              ? "its TLS handshake failed (" + text(cause) + "); " + ADDRESS
              : cause.getClass().getSimpleName() + ": " + text(cause);
    }
    return "Novu at " + url + " could not be reached: " + why;
  }

  private static @Nullable String why(Throwable cause) {
    if (cause instanceof CertificateException || cause instanceof CertPathBuilderException) {
      return whyNotTrusted(cause);
    }
    if (cause instanceof CertPathValidatorException) {
      return "its certificate is refused (" + text(cause) + "); have it replaced, or " + ADDRESS;
    }
    if (cause instanceof InvalidAlgorithmParameterException) {
      return "there is no trusted certificate at all; check the file that "
          + TRUST_STORE
          + " names";
    }
    if (cause instanceof NotSslRecordException) {
      return "what answers there does not speak TLS; " + ADDRESS + ": its port, and http or https";
    }
    if (cause instanceof SslHandshakeTimeoutException) {
      return "its TLS handshake did not end in time; " + ADDRESS + " and what is between";
    }
    return whyNotConnected(cause);
  }

  private static String whyNotTrusted(Throwable cause) {
    if (cause instanceof CertificateExpiredException) {
      return "its certificate has expired ("
          + text(cause)
          + "); have it renewed, or set this machine's clock";
    }
    if (cause instanceof CertificateNotYetValidException) {
      return "its certificate is not valid yet ("
          + text(cause)
          + "); set this machine's clock, or have it replaced";
    }
    String text = text(cause);
    if (text.startsWith("No subject alternative") || text.startsWith("No name matching")) {
      return "its certificate is for another host (" + text + "); " + ADDRESS;
    }
    return cause instanceof CertPathBuilderException
        ? "its certificate is not trusted; "
            + ADDRESS
            + ", or trust whoever issued it: "
            + TRUST_STORE
        : "its certificate is refused (" + text + "); have it replaced, or " + ADDRESS;
  }

  private static @Nullable String whyNotConnected(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return "no address is known for its host; " + ADDRESS + " and the DNS";
    }
    if (cause instanceof ConnectTimeoutException || cause instanceof TimeoutException) {
      return "there was no connection in time ("
          + text(cause)
          + "); "
          + ADDRESS
          + " and what is between";
    }
    if (cause instanceof ConnectException) {
      return "it takes no connection (" + text(cause) + "); " + ADDRESS + ", and whether it runs";
    }
    if (cause instanceof ClosedChannelException) {
      return "it closed the connection before anything was sent; "
          + ADDRESS
          + " and what is between";
    }
    return null;
  }

  private static String text(Throwable cause) {
    // a part of the text can come from an unknown server
    String text = String.valueOf(cause.getMessage()).strip().replaceAll("\\s+", " ");
    return text.length() <= MESSAGE_CHARS ? text : text.substring(0, MESSAGE_CHARS) + "…";
  }
}
