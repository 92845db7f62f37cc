"""The shop's own MariaDB, php-fpm and nginx on loopback: settings, start, end.

Nothing is shared with the machine's services; every file of theirs is below the shop's home.
"""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.practice.shop.layout import Layout, Remembered
from agent.practice.shop.programs import (
    PracticeShopError,
    Programs,
    WebUser,
    end,
    end_left_over,
    running,
)

DATABASE, DATABASE_USER = "shop", "shop"
_PATIENCE_S = 30.0
_NAMES = ("nginx", "php-fpm", "mariadb")  # in the order in which they are ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Starts and ends the three servers of one shop."""

    layout: Layout
    programs: Programs
    user: WebUser
    settings: Remembered
    children: int

    def up(self) -> None:
        self.start_database()
        self.start_php()
        self.start_nginx()

    def down(self) -> None:
        for name in _NAMES:
            end(self.layout.pid(name), self.layout.home)
        # A start that was killed may have left a server whose number nobody wrote down.
        end_left_over(self.layout.home, _NAMES)

    def alive(self) -> dict[str, int | None]:
        return {name: running(self.layout.pid(name), self.layout.home) for name in _NAMES}

    def start_database(self) -> None:
        at = self.layout
        if running(at.pid("mariadb"), at.home):
            return
        fresh = not (at.database / "mysql").is_dir()
        if fresh:
            self._create_database_files()
        at.database_socket.unlink(missing_ok=True)
        pid = self.user.start(
            [
                self.programs.mariadbd, "--no-defaults", f"--datadir={at.database}",
                f"--socket={at.database_socket}", f"--pid-file={at.run}/mariadb.own",
                f"--tmpdir={at.tmp}", "--skip-networking",
                "--skip-log-bin", "--innodb-buffer-pool-size=128M", "--innodb-log-file-size=48M",
                "--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci",
            ],
            env=_environment(at),
            log=at.log / "mariadb.log",
        )  # fmt: skip
        # Noted by us: the server's own file comes after its socket, too late for who looks then.
        at.pid("mariadb").write_text(str(pid))
        self._wait(at.database_socket, pid, "mariadbd", at.log / "mariadb.log")
        if fresh:
            self._create_database()

    def sql(self, statements: str) -> list[list[str]]:
        """Run statements as the database's owner; rows of the answer as text."""
        at = self.layout
        printed = self.user.run(
            [self.programs.mariadb, "--no-defaults", "--batch", "--skip-column-names",
             f"--socket={at.database_socket}", f"--user={self.user.name}"],
            env=_environment(at), stdin=statements,
        )  # fmt: skip
        return [row.split("\t") for row in printed.splitlines()]

    def start_php(self) -> None:
        at = self.layout
        if running(at.pid("php-fpm"), at.home):
            return
        at.php_socket.unlink(missing_ok=True)
        settings = at.home / "php-fpm.conf"
        settings.write_text(_php_settings(at, self.children))
        pid = self.user.start(
            [self.programs.php_fpm, "--nodaemonize", "--fpm-config", str(settings)],
            env=_environment(at),
            log=at.log / "php-fpm.log",
        )
        at.pid("php-fpm").write_text(str(pid))
        self._wait(at.php_socket, pid, "php-fpm", at.log / "php-fpm.log")

    def start_nginx(self) -> None:
        at = self.layout
        if running(at.pid("nginx"), at.home):
            return
        self._certificate()
        settings = at.home / "nginx.conf"
        settings.write_text(_nginx_settings(at, self.settings))
        log = at.log / "nginx.log"
        listening = at.run / "nginx.master"
        listening.unlink(missing_ok=True)
        pid = self.user.start(
            [self.programs.nginx, "-e", str(log), "-c", str(settings), "-g", "daemon off;"],
            env=_environment(at),
            log=log,
        )
        at.pid("nginx").write_text(str(pid))
        port = self.settings.port
        # Its own file comes after its ports: that the port answers may be another program's doing.
        _until(lambda: listening.exists() and _answers(port), pid, f"nginx on port {port}", log)

    def _create_database_files(self) -> None:
        at = self.layout
        self.user.run(
            [self.programs.mariadb_install_db, "--no-defaults", f"--datadir={at.database}",
             "--force",  # also where the host name cannot be looked up, as in a bare container
             "--auth-root-authentication-method=socket", "--skip-test-db",
             f"--auth-root-socket-user={self.user.name}", f"--tmpdir={at.tmp}"],
            env=_environment(at),
        )  # fmt: skip

    def _create_database(self) -> None:
        password = self.settings.database_password
        self.sql(
            f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4;"
            f"CREATE USER {DATABASE_USER}@localhost IDENTIFIED BY '{password}';"
            f"GRANT ALL ON {DATABASE}.* TO {DATABASE_USER}@localhost;"
        )

    def _certificate(self) -> None:
        at = self.layout
        if (at.tls / "certificate.pem").exists():
            return
        self.user.run(
            [self.programs.openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650", "-subj", "/CN=127.0.0.1",
             "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
             "-keyout", str(at.tls / "key.pem"), "-out", str(at.tls / "certificate.pem")],
            env=_environment(at),
        )  # fmt: skip

    def _wait(self, where: Path, pid: int, what: str, log: Path) -> None:
        _until(lambda: _listens(where), pid, what, log)


def _until(ready: Callable[[], bool], pid: int, what: str, log: Path) -> None:
    give_up = time.monotonic() + _PATIENCE_S
    while not ready():
        if not _alive(pid) or time.monotonic() > give_up:
            tail = log.read_text(errors="replace")[-800:] if log.exists() else ""
            raise PracticeShopError(f"{what} did not start; the end of {log}:\n{tail}")
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _listens(where: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(where))
        except OSError:
            return False
    return True


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _environment(at: Layout) -> dict[str, str]:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin"
    return {"PATH": path, "HOME": str(at.home), "TMPDIR": str(at.tmp), "LC_ALL": "C.UTF-8"}


def _php_settings(at: Layout, children: int) -> str:
    return f"""[global]
error_log = {at.log}/php-fpm.log
log_limit = 8192
[shop]
listen = {at.php_socket}
pm = static
pm.max_children = {children}
clear_env = yes
env[TMPDIR] = {at.tmp}
catch_workers_output = yes
decorate_workers_output = no
php_admin_value[memory_limit] = 256M
php_admin_value[max_execution_time] = 300
php_admin_value[sendmail_path] = /bin/true
php_admin_value[error_log] = {at.log}/php.log
php_admin_value[sys_temp_dir] = {at.tmp}
php_admin_value[upload_max_filesize] = 32M
php_admin_value[post_max_size] = 32M
php_admin_value[opcache.memory_consumption] = 192
php_admin_value[opcache.max_accelerated_files] = 30000
php_admin_value[opcache.revalidate_freq] = 0
"""


def _nginx_settings(at: Layout, settings: Remembered) -> str:
    # HTTP_HOST: Debian's fastcgi_params drops the port, and WordPress would redirect for ever.
    return f"""worker_processes 1;
pid {at.run}/nginx.master;
error_log {at.log}/nginx.log;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  client_max_body_size 32m;
  keepalive_requests 100000;
  client_body_temp_path {at.tmp}/body;
  proxy_temp_path {at.tmp}/proxy;
  fastcgi_temp_path {at.tmp}/fastcgi;
  uwsgi_temp_path {at.tmp}/uwsgi;
  scgi_temp_path {at.tmp}/scgi;
  fastcgi_buffers 32 32k;
  fastcgi_buffer_size 64k;
  fastcgi_read_timeout 300s;
  server {{
    server_name 127.0.0.1 localhost;
    listen 127.0.0.1:{settings.port};
    listen 127.0.0.1:{settings.https_port} ssl;
    ssl_certificate {at.tls}/certificate.pem;
    ssl_certificate_key {at.tls}/key.pem;
    root {at.wordpress};
    index index.php;
    absolute_redirect off;
    location / {{ try_files $uri $uri/ /index.php?$args; }}
    location ~ \\.php$ {{
      try_files $uri =404;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_param HTTP_HOST $http_host;
      fastcgi_param HTTP_PROXY "";
      fastcgi_pass unix:{at.php_socket};
    }}
  }}
}}
"""
