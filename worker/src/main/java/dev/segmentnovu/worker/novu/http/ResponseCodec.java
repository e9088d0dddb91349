package dev.segmentnovu.worker.novu.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 codec of a connection to Novu. It assigns each response to its request:
 *
 * <ul>
 *   <li>An interim response (1xx, RFC 9110 §15.2) is dropped, and the final response that follows
 *       counts. Vert.x knows only 100 and 103, and takes any other for the final response.
 *   <li>101 closes the connection, because the client does not ask for another protocol.
 *   <li>Bytes that arrive while no request is in flight close the connection.
 *   <li>So do bytes that follow a response, because no other request was sent.
 * </ul>
 *
 * Made for one request at a time, and for GET, POST, PATCH and DELETE: HEAD and CONNECT, whose
 * responses have no body, are not supported.
 */
final class ResponseCodec
    extends CombinedChannelDuplexHandler<ResponseCodec.Decoder, HttpRequestEncoder> {

  /** The name that Vert.x gives its own codec in the pipeline. */
  private static final String CODEC = "codec";

  private ResponseCodec() {
    super(new Decoder(), new HttpRequestEncoder());
  }

  /**
   * Replaces the codec of a connection that has carried nothing yet.
   *
   * @throws IllegalStateException if the connection is not HTTP/1.x of Vert.x
   */
  static void install(HttpConnection connection) {
    if (!(connection instanceof HttpClientConnection http)) {
      throw new IllegalStateException("Not a client connection: " + connection.getClass());
    }
    ChannelPipeline pipeline = http.channelHandlerContext().pipeline();
    if (pipeline.get(CODEC) == null) {
      throw new IllegalStateException("The connection has no HTTP/1.x codec: " + pipeline.names());
    }
    pipeline.replace(CODEC, CODEC, new ResponseCodec());
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof HttpRequest) {
      inboundHandler().awaitedResponses++;
    }
    super.write(context, message, promise);
  }

  /** Reads responses. */
  static final class Decoder extends HttpResponseDecoder {

    /** Requests whose final response has not ended. */
    private int awaitedResponses;

    /** The head of the response that is being read; null between two responses. */
    private @Nullable HttpResponse head;

    /** Whether the message that is being read is an interim response. */
    private boolean interim;

    /**
     * The end of a response, withheld until all bytes of the same read are known: Vert.x sends the
     * next request as soon as it gets the end, and would take a surplus response for its response.
     */
    private @Nullable LastHttpContent end;

    /** Further bytes cannot be assigned to a request. */
    private boolean broken;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
        throws Exception {
      if (bytes.isReadable() && (awaitedResponses == 0 || end != null)) {
        outOfStep(context);
      }
      if (broken) {
        bytes.skipBytes(bytes.readableBytes());
        return;
      }
      int first = out.size();
      super.decode(context, bytes, out);
      for (int i = first; i < out.size() && !broken; ) {
        if (isForCaller(context, out.get(i))) {
          i++;
        } else {
          out.remove(i);
        }
      }
    }

    private boolean isForCaller(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpResponse response && !response.decoderResult().isFailure()) {
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
          outOfStep(context);
        }
        head = interim ? null : response;
        return !interim;
      }
      if (message instanceof LastHttpContent last && !last.decoderResult().isFailure()) {
        if (!interim) {
          end = last;
        }
        interim = false;
        return false;
      }
      return !interim;
    }

    /**
     * The connection must not be used for another request. A complete response still counts: its
     * end is handed over later, and its head tells Vert.x to close the connection.
     */
    private void outOfStep(ChannelHandlerContext context) {
      broken = true;
      if (end != null && head != null) {
        head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      } else {
        var unused = context.close();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
      handOverEnd(context);
      super.channelReadComplete(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      handOverEnd(context);
      super.channelInactive(context);
    }

    private void handOverEnd(ChannelHandlerContext context) {
      LastHttpContent last = end;
      if (last != null) {
        end = null;
        head = null;
        awaitedResponses--;
        context.fireChannelRead(last);
      }
    }
  }
}
