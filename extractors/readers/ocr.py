"""The recogniser behind pictures: rapidocr with the models in its wheel, made once a process, never fetched."""

import functools
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.text import count_han

Picture = NDArray[np.uint8]

# what a person types to get it; rapidocr alone brings no engine to run its models on
INSTALL = "pip install 'nianbao[ocr]'"
_PARTS = ("cv2", "onnxruntime", "rapidocr")
# documents are read side by side: onnxruntime takes every core it is not denied, and its idle threads spin
_THREADS = 2
# crops are recognised in batches of like width, none narrower than this many times its height
_LEAST_RATIO = 2


class OcrMissing(Exception):
    """Pictures cannot be read here; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Text:
    """A recognised line. confidence: that of its least certain character, 0–1; 0 where nothing was recognised."""

    text: str
    confidence: float


def is_installed() -> bool:
    """Whether the optional extra is there (looked up, not loaded)."""
    return all(importlib.util.find_spec(part) is not None for part in _PARTS)


def _model(folder: Path, part: str) -> str:
    found = sorted(folder.glob(f"*_{part}_*.onnx"))
    if not found:
        # without an explicit path rapidocr would fetch the model from the network
        raise OcrMissing(f"the installed rapidocr has no {part} model in its wheel; {INSTALL}")
    return str(found[-1])


def _session(model: str) -> Any:
    """A session that leaves the processor alone while it waits; rapidocr's configuration cannot ask for that."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])


@functools.cache
def _engine() -> Any:
    if not is_installed():
        raise OcrMissing(f"reading pictures needs the extra: {INSTALL}")
    import cv2
    import rapidocr

    cv2.setNumThreads(1)
    models = Path(rapidocr.__file__).parent / "models"
    engine = rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Det.model_path": _model(models, "det"),
            "Rec.model_path": _model(models, "rec"),
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    engine._load_det_model()
    engine._load_rec_model()
    for part, name in ((engine.text_det, "det"), (engine.text_rec, "rec")):
        part.session.session = _session(_model(models, name))
    channels, height, _ = engine.text_rec.rec_image_shape
    engine.text_rec.rec_image_shape = [channels, height, height * _LEAST_RATIO]
    return engine


def _coloured(crop: Picture) -> Picture:
    return np.ascontiguousarray(np.repeat(crop[:, :, None], 3, axis=2)) if crop.ndim == 2 else crop


def find_lines(page: Picture) -> NDArray[np.float32]:
    """Quadrangles around lines of text, shape (n, 4, 2), corners clockwise from top left, in the page's pixels."""
    found = _engine().text_det(_coloured(page))
    if found.boxes is None:
        return np.zeros((0, 4, 2), np.float32)
    return np.asarray(found.boxes, np.float32)


def read_lines(crops: Sequence[Picture]) -> list[Text]:
    """Recognise pictures of one line each (grey or BGR, upright)."""
    if not crops:
        return []
    from rapidocr.ch_ppocr_rec import TextRecInput

    found = _engine().text_rec(TextRecInput(img=[_coloured(crop) for crop in crops], return_word_box=True))
    return [
        Text(text, min(words.confs, default=0.0) if text else 0.0)
        for text, words in zip(found.txts, found.word_results, strict=True)
    ]


def legible(crops: Sequence[Picture]) -> list[float]:
    """How much of each picture of one line is Chinese words: the sum of their characters' confidences."""
    if not crops:
        return []
    from rapidocr.ch_ppocr_rec import TextRecInput

    found = _engine().text_rec(TextRecInput(img=[_coloured(crop) for crop in crops], return_word_box=True))
    return [
        float(sum(max(0.0, sure - 0.5) for sure, c in zip(words.confs, text, strict=False) if count_han(c)))
        for text, words in zip(found.txts, found.word_results, strict=True)
    ]
