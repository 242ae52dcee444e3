package io.ringway.control.replica;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code ringway.replicas}.
 *
 * @param process settings of the runtime {@code process}
 * @param docker settings of the runtime {@code docker}
 */
@ConfigurationProperties("ringway.replicas")
record ReplicaSettings(@DefaultValue ForProcess process, @DefaultValue ForDocker docker) {

  /**
   * The settings of local processes.
   *
   * @param jar jar of the sample backend; empty: found beside the control plane
   * @param command another program instead; {@code {id}} and {@code {port}} are replaced, and the
   *     environment has SERVER_ID, BIND and PORT
   */
  record ForProcess(@DefaultValue("") String jar, @DefaultValue List<String> command) {}

  /**
   * The settings of containers of one Docker Engine.
   *
   * @param host same format as DOCKER_HOST; empty: that variable, otherwise the default socket
   * @param apiVersion such as 1.41; empty: the newest that both sides support
   * @param image image to start
   * @param allowedImages the only images that may be started
   * @param network network that the containers join; empty: the one of the control plane's own
   *     container
   * @param port port on which the image listens
   */
  record ForDocker(
      @DefaultValue("") String host,
      @DefaultValue("") String apiVersion,
      @DefaultValue("ringway-backend") String image,
      @DefaultValue("ringway-backend") List<String> allowedImages,
      @DefaultValue("") String network,
      @DefaultValue("9000") int port) {}
}
